// Rules that do not hold are told at their field, after the person has left it, and until they hold again. They stand in
// the same place and look the same as what the server says there.
import { say } from "../say.js";
import { expand, join } from "./pointers.js";

const texts = document.body.dataset;
const WRONG = { "govuk-input": "govuk-input--error", "govuk-select": "govuk-select--error", "govuk-textarea": "govuk-textarea--error" };

export class Messages {
  constructor(form, left = new Set()) {
    this.form = form;
    this.left = left;
    this.told = new Map();
  }

  // The element with the id that stands for a place; where the page names none, the control of that name.
  elementOf(pointer, id) {
    const named = this.form.querySelector(`[name="${CSS.escape(pointer)}"]`);
    return (id && document.getElementById(id)) || named;
  }

  // The person leaves a field when the focus leaves all of its controls.
  leave(from, to, rules) {
    for (const [pointer, , , , id] of rules) {
      for (const place of this.placesOf(pointer)) {
        const group = groupOf(this.elementOf(place, id));
        if (group?.contains(from) && !group.contains(to)) this.left.add(place);
      }
    }
  }

  placesOf(pointer) {
    if (!pointer.includes("*")) return [pointer];
    const pattern = new RegExp(`^${pointer.split("*").map(quoted).join("[0-9]+")}$`);
    return [...new Set([...this.form.elements].map((one) => one.name).filter((name) => pattern.test(name)))];
  }

  // `broken`: the rules that do not hold now.
  tell(broken) {
    const now = new Map();
    for (const { number, place, message, id } of broken) {
      const pointer = join(place);
      now.set(`${number} ${pointer}`, { pointer, message, id });
    }
    for (const [key, one] of this.told) if (!now.has(key)) this.take(one);
    for (const [key, one] of now) {
      const group = groupOf(this.elementOf(one.pointer, one.id));
      const busy = group?.contains(document.activeElement);
      if (group && !this.told.has(key) && (this.stands(one) || (this.left.has(one.pointer) && !busy))) this.add(key, one);
    }
  }

  stands({ pointer, message, id }) {
    const element = this.elementOf(pointer, id);
    return element !== null && linesOf(document.getElementById(`${element.id}-error`)).includes(message);
  }

  add(key, one) {
    this.told.set(key, one);
    if (this.stands(one)) return;
    this.change(one, (lines) => [...lines, one.message]);
    say(one.message);
  }

  take(one) {
    for (const [key, other] of this.told) if (other === one) this.told.delete(key);
    this.change(one, (lines) => lines.filter((line) => line !== one.message));
  }

  change({ pointer, id }, made) {
    const element = this.elementOf(pointer, id);
    const group = groupOf(element);
    if (!group) return;
    const name = `${element.id}-error`;
    let paragraph = document.getElementById(name);
    const lines = made(linesOf(paragraph));
    if (!lines.length) paragraph?.remove();
    else {
      paragraph ??= placed(group, element.id, name);
      const word = Object.assign(document.createElement("span"), { className: "govuk-visually-hidden" });
      word.textContent = `${texts.error ?? ""} `;
      paragraph.replaceChildren(word, ...lines.flatMap((line, index) => (index ? [document.createElement("br"), line] : [line])));
    }
    mark(group, element, name, lines.length > 0);
  }
}

const quoted = (text) => text.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&");

// The group of a field; a day has one more around each of its boxes.
function groupOf(element) {
  let group = element?.closest(".govuk-form-group") ?? null;
  while (group?.closest(".govuk-date-input__item")) group = group.parentElement.closest(".govuk-form-group");
  return group;
}

const linesOf = (paragraph) =>
  [...(paragraph?.childNodes ?? [])]
    .filter((node) => node.nodeType === Node.TEXT_NODE)
    .map((node) => node.textContent.trim())
    .filter(Boolean);

// Under the label and the hint, where the server writes it too.
function placed(group, id, name) {
  const paragraph = Object.assign(document.createElement("p"), { id: name, className: "govuk-error-message" });
  const named = group.querySelector(":scope > fieldset > legend") ?? group.querySelector(`label[for="${id}"], #${id}-label`);
  const found = group.querySelector(`#${id}-note`) ?? group.querySelector(`#${id}-hint`) ?? named;
  if (found) found.after(paragraph);
  else group.prepend(paragraph);
  return paragraph;
}

function mark(group, element, name, wrong) {
  group.classList.toggle("govuk-form-group--error", wrong);
  for (const [plain, red] of Object.entries(WRONG)) {
    for (const one of group.querySelectorAll(`.${plain}`)) if (groupOf(one) === group) one.classList.toggle(red, wrong);
  }
  const tied = group.querySelector(":scope > fieldset") ?? element;
  const names = (tied.getAttribute("aria-describedby") ?? "").split(" ").filter((one) => one && one !== name);
  if (wrong) names.push(name);
  if (names.length) tied.setAttribute("aria-describedby", names.join(" "));
  else tied.removeAttribute("aria-describedby");
}
