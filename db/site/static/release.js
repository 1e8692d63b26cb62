// Adds to what works without it: a click in the text leads to the grant's row, and the citation is copied.
document.addEventListener("click", (event) => {
  const mark = event.target.closest("mark[class^='f-']");
  if (mark && mark.closest("#text")) {
    const holder = mark.hasAttribute("data-grant") ? mark : mark.closest("mark[data-grant]");
    const row = holder && document.getElementById("g-" + holder.dataset.grant);
    if (row) {
      document.querySelectorAll("tr.pointed").forEach((one) => one.classList.remove("pointed"));
      row.classList.add("pointed");
      row.scrollIntoView({ block: "nearest" });
    }
  }
  const copy = event.target.closest("button[data-copy]");
  if (copy) {
    const box = document.getElementById(copy.dataset.copy);
    navigator.clipboard.writeText(box.textContent.trim()).then(() => (copy.textContent = "Copied"));
  }
});
document.querySelectorAll("button[data-copy]").forEach((button) => (button.hidden = false));
