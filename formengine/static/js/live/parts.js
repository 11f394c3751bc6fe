// The parts of a form that a condition shows or hides. What is hidden is taken out of the page with what was typed in it,
// so that it is not sent, and comes back with it.
const kept = new WeakMap();

// The names of the controls of a form whose consequences the page draws itself.
export const settled = new WeakMap();

export const partsIn = (root) => [...root.querySelectorAll("[data-fe-part]")];

function contentOf(part) {
  if (!kept.has(part)) {
    const template = part.querySelector(":scope > template");
    if (template) kept.set(part, template.content);
  }
  return kept.get(part);
}

export const isShown = (part) => contentOf(part) === undefined;

// Every control at or inside `root`, those of hidden parts too where `all` asks for them.
export function controls(root, all = false) {
  const found = [...root.querySelectorAll("input, select, textarea")];
  if (!all) return found;
  const hidden = partsIn(root).map(contentOf).filter(Boolean);
  return found.concat(hidden.flatMap((content) => controls(content, true)));
}

// What a browser would post of a control.
export function valuesOf(control) {
  if (!control.name || control.disabled || ["submit", "button", "reset", "image", "file"].includes(control.type)) return [];
  if (control.type === "checkbox" || control.type === "radio") return control.checked ? [control.value] : [];
  if (control.type === "select-multiple") return [...control.selectedOptions].map((option) => option.value);
  return [control.value];
}

export function show(part) {
  const content = contentOf(part);
  const first = part.querySelector(":scope > template") !== null;
  kept.delete(part);
  part.replaceChildren(content);
  if (first) part.dispatchEvent(new CustomEvent("fe:drawn", { bubbles: true }));
}

export function hide(part) {
  const content = new DocumentFragment();
  content.append(...part.childNodes);
  kept.set(part, content);
}
