// Draws every chart of the page from the JSON beside it. No menu entry leads to another machine.
document.querySelectorAll("script[data-chart]").forEach((holder) => {
  const place = document.getElementById(holder.dataset.chart);
  vegaEmbed(place, JSON.parse(holder.textContent), {
    renderer: "svg",
    actions: { export: true, source: false, compiled: false, editor: false },
    downloadFileName: `anslag-${holder.dataset.chart.replace("chart-", "")}`,
  }).catch((error) => {
    place.textContent = `This chart could not be drawn: ${error.message}`;
    throw error;
  });
});
