// Some answers decide what else is asked, some lists follow another (the communes of a province). Without scripts a button
// beside them sends the page and gets it back; here the same is done as soon as the answer changes, and the button is hidden.
//   data-fe-refresh  on the button: the controls of its own group decide
//   data-fe-within   on the button: the list before it in the form decides, or the control that the value names
const texts = document.body.dataset;
const forms = () => document.querySelectorAll("form:has([data-fe-refresh], [data-fe-within])");

// The button to press for a change of `control`, or nothing.
function buttonFor(control) {
  const own = control.closest(".govuk-form-group:has(> [data-fe-refresh], > * > [data-fe-refresh])");
  if (own) return own.querySelector("[data-fe-refresh]");
  const selects = [...control.form.querySelectorAll("select")];
  for (const button of control.form.querySelectorAll("[data-fe-within]")) {
    const list = button.closest(".govuk-form-group")?.querySelector("select");
    const decides = button.dataset.feWithin || selects[selects.indexOf(list) - 1]?.name;
    if (list && list !== control && control.name === decides) return button;
  }
  return null;
}

function answers(form) {
  return new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string"));
}

// What the server made of it; null where it did not answer with the same page's form.
async function ask(form, button, sent) {
  const body = new URLSearchParams(sent);
  body.append(button.name, button.value);
  const response = await fetch(form.getAttribute("action") || location.href, { method: "POST", body });
  if (!response.ok) return null;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const place = [...document.forms].filter((other) => other.method === "post").indexOf(form);
  const same = form.id ? page.getElementById(form.id) : [...page.forms].filter((other) => other.method === "post")[place];
  return same?.querySelector('[name="csrf_token"]') ? same : null;
}

function settled() {
  return new Promise((done) => {
    if (!composing) done();
    else document.addEventListener("compositionend", () => setTimeout(done), { once: true });
  });
}

let composing = false;
document.addEventListener("compositionstart", () => (composing = true));
document.addEventListener("compositionend", () => (composing = false));

function redraw(form, fresh) {
  const focused = form.contains(document.activeElement) ? document.activeElement : null;
  const caret = focused?.selectionStart ?? null;
  form.replaceChildren(...document.adoptNode(fresh).childNodes);
  form.dispatchEvent(new CustomEvent("fe:drawn", { bubbles: true }));
  const again = focused?.id ? document.getElementById(focused.id) : null;
  again?.focus({ preventScroll: true });
  if (caret !== null && again?.setSelectionRange) again.setSelectionRange(caret, caret);
  say(texts.formUpdated ?? "");
}

function say(text) {
  let status = document.getElementById("fe-status");
  if (!status) {
    status = Object.assign(document.createElement("div"), { id: "fe-status", className: "govuk-visually-hidden" });
    status.setAttribute("role", "status");
    document.body.append(status);
  }
  status.textContent = "";
  setTimeout(() => (status.textContent = text), 100);
}

const busy = new WeakSet();

// A chosen file cannot be put into a form drawn anew: with one the person presses the button.
async function refresh(form, button) {
  const files = [...form.querySelectorAll('input[type="file"]')].some((input) => input.files.length);
  if (files || busy.has(form)) return files && form.classList.remove("is-refreshing");
  busy.add(form);
  try {
    let sent, fresh;
    do {
      sent = answers(form).toString();
      fresh = await ask(form, button, sent);
      await settled();
    } while (fresh && answers(form).toString() !== sent);
    if (fresh) redraw(form, fresh);
    else form.classList.remove("is-refreshing");
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    form.classList.remove("is-refreshing");
  } finally {
    busy.delete(form);
  }
}

for (const form of forms()) form.classList.add("is-refreshing");
document.addEventListener("change", (event) => {
  const control = event.target;
  const form = control.form;
  if (!form?.classList.contains("is-refreshing")) return;
  const button = buttonFor(control);
  if (button) refresh(form, button);
});
