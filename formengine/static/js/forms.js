// What a form would send, without the files that were chosen, and how it is filled again.
import { controls, valuesOf } from "./live/parts.js";

export const texts = (form) => [...new FormData(form)].filter(([, value]) => typeof value === "string");

const OWN = new Set(["csrf_token", "revision", "_go"]);

// The answers alone, to be compared.
export const answers = (form) => new URLSearchParams(texts(form).filter(([name]) => !OWN.has(name))).toString();

// name → values of the controls, those of hidden parts too where `all` asks for them.
export function filled(form, all = false) {
  const found = new Map();
  for (const control of controls(form, all)) {
    if (!control.name || OWN.has(control.name) || control.type === "file" || control.type === "hidden") continue;
    if (!found.has(control.name)) found.set(control.name, []);
    found.get(control.name).push(...valuesOf(control));
  }
  return found;
}

// Puts values into the controls of a name, wherever they stand.
export function fill(form, values) {
  const places = new Map();
  for (const control of controls(form, true)) {
    const wanted = values.get(control.name);
    if (!wanted || control.type === "file") continue;
    if (control.type === "checkbox" || control.type === "radio") {
      control.checked = wanted.includes(control.value);
      continue;
    }
    const place = places.get(control.name) ?? 0;
    places.set(control.name, place + 1);
    if (wanted[place] !== undefined) control.value = wanted[place];
  }
}
