// In a list of tasks the arrow keys go from row to row, Home and End to its ends; Enter opens, as on any link, Space ticks.
// One box ticks all boxes of its form.
const links = (list) => [...list.querySelectorAll("tbody th a")];
const steps = { ArrowDown: 1, ArrowUp: -1 };

document.addEventListener("keydown", (event) => {
  const list = event.target.closest?.("[data-fe-rows]");
  if (!list || event.ctrlKey || event.altKey || event.metaKey || event.target.matches("input, select, textarea")) return;
  const all = links(list);
  const row = event.target.closest("tr");
  const place = all.findIndex((link) => row?.contains(link));
  const tick = row?.querySelector("input[type=checkbox]");
  if (event.key === " " && tick) {
    event.preventDefault();
    tick.click();
    return;
  }
  const next = { Home: 0, End: all.length - 1 }[event.key] ?? place + (steps[event.key] ?? NaN);
  if (!all[next]) return;
  event.preventDefault();
  all[next].focus();
});

for (const group of document.querySelectorAll("[data-fe-tick-all]")) {
  const every = group.querySelector("input");
  const boxes = [...every.form.elements].filter((box) => box.type === "checkbox" && box !== every);
  group.hidden = false;
  every.addEventListener("change", () => boxes.forEach((box) => (box.checked = every.checked)));
  boxes.forEach((box) => box.addEventListener("change", () => (every.checked = boxes.every((one) => one.checked))));
}
