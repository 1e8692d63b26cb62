// Draws every chart of the page from the JSON beside it, in the page's own colours, light or dark. Without scripts, or
// where a chart fails, the numbers below it stand open. No menu entry leads to another machine.
const words = JSON.parse(document.getElementById("chart-words").textContent);
const dark = window.matchMedia("(prefers-color-scheme: dark)");

function theme() {
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(name).trim();
  const axis = { labelColor: colour("--ink"), titleColor: colour("--ink"), gridColor: colour("--line"), domainColor: colour("--soft"), tickColor: colour("--soft") };
  return {
    axis,
    legend: { labelColor: colour("--ink"), titleColor: colour("--ink") },
    text: { color: colour("--ink") },
    geoshape: { stroke: colour("--paper") },
    range: { ramp: [colour("--least"), colour("--most")], heatmap: [colour("--least"), colour("--most")] },
    scale: { invalid: { color: { value: colour("--no-data") } } },
  };
}

function draw(holder) {
  const place = document.getElementById(holder.dataset.chart);
  const numbers = place.parentElement.querySelector("details.numbers");
  const spec = JSON.parse(holder.textContent);
  const own = theme();
  for (const [name, part] of Object.entries(own)) spec.config[name] = { ...spec.config[name], ...part };
  place.hidden = false;
  return vegaEmbed(place, spec, {
    renderer: "svg",
    actions: { export: true, source: false, compiled: false, editor: false },
    i18n: words,
    downloadFileName: `anslag-${holder.dataset.chart.replace("chart-", "")}`,
  }).then(() => {
    const menu = place.querySelector("summary");
    if (menu) menu.setAttribute("aria-label", words.CLICK_TO_VIEW_ACTIONS);
    // One picture with a name, and its numbers in words: its parts are nothing to read out one by one.
    const picture = place.querySelector("svg.marks");
    picture.querySelectorAll("[role]").forEach((part) => ["role", "aria-roledescription"].forEach((name) => part.removeAttribute(name)));
    picture.setAttribute("role", "img");
    picture.setAttribute("aria-labelledby", place.dataset.title);
    picture.setAttribute("aria-describedby", place.dataset.numbers);
  }).catch((error) => {
    numbers.open = true;
    place.textContent = `${words.failed} ${error.message}`;
    throw error;
  });
}

const holders = [...document.querySelectorAll("script[data-chart]")];
holders.forEach((holder) => {
  document.getElementById(holder.dataset.chart).parentElement.querySelector("details.numbers").open = false;
  draw(holder);
});
dark.addEventListener("change", () => holders.forEach(draw));
