// Some answers decide what else is asked, some lists follow another (the communes of a province), rows are added and removed.
// Without scripts a button sends the page and gets it back; here the same is done in the background: what changes by an answer
// as soon as it changes, with its button hidden, and a row's button without leaving the page.
//   data-fe-refresh  on the button: the controls of its own group decide
//   data-fe-within   on the button: the list before it in the form decides, or the control that the value names
// What was typed while the answer was on its way stands, at the place where its row then is.
import { answers, fill, filled, texts } from "./forms.js";
import { settled } from "./live/parts.js";
import { say } from "./say.js";
import { inTurn, isAway } from "./turns.js";

const words = document.body.dataset;
const ACTION = /^(add|remove|up|down|copy|show):(.*)$/;
const PART = /^_(?:month|year|reading):/;

// The button to press for a change of `control`, or nothing.
function buttonFor(control) {
  if (settled.get(control.form)?.has(control.name.replace(PART, ""))) return null;
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

// What the server made of it; null where it did not answer with the same page's form.
async function ask(form, button, signal) {
  const body = new URLSearchParams(texts(form));
  body.append(button.name, button.value);
  const response = await fetch(form.getAttribute("action") || location.href, { method: "POST", body, signal });
  if (!response.ok) return null;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const place = [...document.forms].filter((other) => other.method === "post").indexOf(form);
  const same = form.id ? page.getElementById(form.id) : [...page.forms].filter((other) => other.method === "post")[place];
  return same?.querySelector('[name="csrf_token"]') ? same : null;
}

// A word that is being put together by an input method is not disturbed.
let composing = false;
document.addEventListener("compositionstart", () => (composing = true));
document.addEventListener("compositionend", () => (composing = false));

function settledTyping() {
  return new Promise((done) => {
    if (!composing) done();
    else document.addEventListener("compositionend", () => setTimeout(done), { once: true });
  });
}

// Where a control stands after a button of rows was pressed; null where its row is gone.
export function moved(name, action, pointer) {
  const cut = pointer.lastIndexOf("/");
  const [list, own] = [pointer.slice(0, cut), Number(pointer.slice(cut + 1))];
  const [, mark, place] = /^(_[a-z]+:)?(.*)$/s.exec(name);
  if (action === "add" || action === "show" || !place.startsWith(`${list}/`) || !Number.isInteger(own)) return name;
  const [token, ...rest] = place.slice(list.length + 1).split("/");
  if (!/^\d+$/.test(token)) return name;
  const index = Number(token);
  let after = index;
  if (action === "remove") after = index === own ? null : index > own ? index - 1 : index;
  if (action === "copy") after = index > own ? index + 1 : index;
  if (action === "up") after = index === own ? own - 1 : index === own - 1 ? own : index;
  if (action === "down") after = index === own ? own + 1 : index === own + 1 ? own : index;
  return after === null ? null : [`${mark ?? ""}${list}`, after, ...rest].join("/");
}

// The values that were changed after `sent`, and those that a condition hides at present.
function newer(form, sent, action, pointer) {
  const found = new Map();
  const here = filled(form);
  for (const [name, values] of filled(form, true)) {
    const asSent = here.has(name) ? sent.get(name) : [];
    if (asSent && String(asSent) === String(values)) continue;
    const after = moved(name, action, pointer);
    if (after !== null && (values.length || here.has(name))) found.set(after, values);
  }
  return found;
}

function redraw(form, fresh, sent, action, pointer) {
  const focused = form.contains(document.activeElement) ? document.activeElement : null;
  const selection = focused?.selectionStart === undefined ? null : [focused.selectionStart, focused.selectionEnd];
  const later = newer(form, sent, action, pointer);
  form.replaceChildren(...document.adoptNode(fresh).childNodes);
  const kept = answers(form);
  fill(form, later);
  form.dispatchEvent(new CustomEvent("fe:drawn", { bubbles: true, detail: { kept } }));
  const again = focused?.id ? document.getElementById(focused.id) : null;
  again?.focus({ preventScroll: true });
  if (selection && selection[0] !== null && again?.setSelectionRange) again.setSelectionRange(...selection);
}

const queued = new WeakSet();

// A chosen file cannot be put into a form drawn anew: with one the person presses the button.
const holdsFiles = (form) => [...form.querySelectorAll('input[type="file"]')].some((input) => input.files.length);

async function refresh(form, button) {
  if (holdsFiles(form)) return form.classList.remove("is-refreshing");
  if (queued.has(form)) return undefined;
  queued.add(form);
  const [, action, pointer] = ACTION.exec(button.value) ?? [null, "show", ""];
  return inTurn(async (signal) => {
    queued.delete(form);
    const sent = filled(form);
    const fresh = await ask(form, button, signal).catch((error) => {
      if (isAway(error)) return null;
      throw error;
    });
    await settledTyping();
    if (!fresh) return form.classList.remove("is-refreshing");
    redraw(form, fresh, sent, action, pointer);
    return say(words.formUpdated ?? "");
  });
}

const SAID = { add: "rowAdded", remove: "rowRemoved", up: "rowMoved", down: "rowMoved", copy: "rowCopied", show: "formUpdated" };

async function press(form, button) {
  const [, action, pointer] = ACTION.exec(button.value);
  const what = button.querySelector(".govuk-visually-hidden")?.textContent.replace(/^[\s:]+/, "") ?? "";
  const { name, value } = button;
  const send = () => form.requestSubmit([...form.elements].find((one) => one.name === name && one.value === value));
  const fresh = await inTurn(async (signal) => {
    const sent = filled(form);
    try {
      const made = await ask(form, { name, value }, signal);
      await settledTyping();
      if (made) redraw(form, made, sent, action, pointer === "#" ? "" : pointer);
      return made;
    } catch (error) {
      if (!isAway(error)) throw error;
      say(words.formAway ?? "");
      return false;
    }
  });
  if (fresh === null) send();
  if (!fresh) return;
  say((words[SAID[action]] ?? "").replace("{what}", what));
  lead(form, action);
}

// The server marks where the button led; who moves a row step by step stays on the button.
function lead(form, action) {
  const target = form.querySelector("[autofocus]");
  const same = ["up", "down"].includes(action) && target?.querySelector(`button[name="_go"][value^="${action}:"]`);
  (same || target)?.focus();
}

for (const form of document.querySelectorAll("form:has([data-fe-refresh], [data-fe-within])")) form.classList.add("is-refreshing");

document.addEventListener("change", (event) => {
  const control = event.target;
  if (!control.form?.classList.contains("is-refreshing") || !control.name) return;
  const button = buttonFor(control);
  if (button) refresh(control.form, button);
});

let pressing = null;
document.addEventListener("click", (event) => {
  const button = event.target.closest?.('button[name="_go"]');
  const form = button?.form;
  if (!form || !ACTION.test(button.value) || form.method !== "post" || holdsFiles(form)) return;
  event.preventDefault();
  if (pressing) return;
  button.setAttribute("aria-disabled", "true");
  pressing = press(form, button).finally(() => {
    pressing = null;
    button.removeAttribute("aria-disabled");
  });
});
