// Adds to what works without it: words and rows of the table lead to each other, and the citation is copied.
const panel = document.getElementById("grants");

// Marks a grant's row; scrolls the panel alone, so that the words stay where they are.
function point(position) {
  const row = document.getElementById(`g-${position}`);
  document.querySelectorAll("tr.pointed").forEach((one) => one.classList.remove("pointed"));
  if (!row) return;
  row.classList.add("pointed");
  const [inner, outer] = [row.getBoundingClientRect(), panel.getBoundingClientRect()];
  if (inner.top < outer.top || inner.bottom > outer.bottom) panel.scrollTop += inner.top - outer.top - panel.clientHeight / 3;
}

function follow() {
  const value = location.hash.match(/^#v-(\d+)-/);
  if (value) point(value[1]);
}

document.addEventListener("click", (event) => {
  const mark = event.target.closest("#text mark");
  const holder = mark && (mark.hasAttribute("data-grant") ? mark : mark.closest("mark[data-grant]"));
  if (holder) point(holder.dataset.grant);
  const copy = event.target.closest("button[data-copy]");
  if (copy) {
    const box = document.getElementById(copy.dataset.copy);
    navigator.clipboard.writeText(box.textContent.trim()).then(() => (copy.textContent = copy.dataset.copied));
  }
});
window.addEventListener("hashchange", follow);
follow();
document.querySelectorAll("button[data-copy]").forEach((button) => (button.hidden = false));
