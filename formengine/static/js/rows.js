// In a list of tasks the arrow keys go from row to row, Home and End to its ends; Enter opens, as on any link.
const links = (list) => [...list.querySelectorAll("tbody th a")];
const steps = { ArrowDown: 1, ArrowUp: -1 };

document.addEventListener("keydown", (event) => {
  const list = event.target.closest?.("[data-fe-rows]");
  if (!list || event.ctrlKey || event.altKey || event.metaKey || event.target.matches("input, select, textarea")) return;
  const all = links(list);
  const row = event.target.closest("tr");
  const place = all.findIndex((link) => row?.contains(link));
  const next = { Home: 0, End: all.length - 1 }[event.key] ?? place + (steps[event.key] ?? NaN);
  if (!all[next]) return;
  event.preventDefault();
  all[next].focus();
});
