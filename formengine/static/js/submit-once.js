// A second press on a button that is already sending would file twice: it is caught until the page is left.
// The button stays enabled, so that its name and value are sent and a screen reader keeps its place.
const sending = new WeakSet();

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method === "get" || form.target || form.hasAttribute("data-many")) return;
  if (sending.has(form)) {
    event.preventDefault();
    return;
  }
  sending.add(form);
  event.submitter?.setAttribute("aria-disabled", "true");
});

// Coming back with the browser's button shows the page as it was left: let it be sent again.
window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.forms) {
    sending.delete(form);
    form.querySelectorAll("[aria-disabled]").forEach((button) => button.removeAttribute("aria-disabled"));
  }
});
