// A second press on a button that is already sending would file twice: it is caught until the page is left.
// The button stays enabled, so that its name and value are sent and a screen reader keeps its place.
// A form that answers with a file says data-many: the page stays, and it may be sent again at once.
const sending = new WeakSet();
const patience = 30_000;

function release(form) {
  sending.delete(form);
  form.querySelectorAll("[aria-disabled]").forEach((button) => button.removeAttribute("aria-disabled"));
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method === "get" || form.target || form.hasAttribute("data-many")) return;
  if (sending.has(form)) {
    event.preventDefault();
    return;
  }
  sending.add(form);
  event.submitter?.setAttribute("aria-disabled", "true");
  setTimeout(() => release(form), patience);
});

// Coming back with the browser's button shows the page as it was left: let it be sent again.
window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.forms) release(form);
});
