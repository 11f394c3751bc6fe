// What the answers decide acts at once: conditions show and hide, computed values are made, a rule that does not hold is told
// when its field is left. All of it comes with the page in a data block (forms/live.py); the server decides in the end.
import * as conditions from "./live/conditions.js";
import * as expressions from "./live/expressions.js";
import { isDay, writeNumber } from "./live/figures.js";
import { controls, hide, isShown, partsIn, settled, show } from "./live/parts.js";
import { drop, expand, follow, join, put, same, split } from "./live/pointers.js";
import { Posted, read } from "./live/reading.js";
import { Messages } from "./live/messages.js";
import { say } from "./say.js";

const texts = document.body.dataset;
const pages = new WeakMap();

export class Page {
  // `left`: the fields that the person has left already, where the form was drawn anew.
  constructor(form, data, left) {
    this.form = form;
    this.data = data;
    this.messages = new Messages(form, left);
  }

  // The answers as the server would read them: those of other pages that matter here, and what stands in the controls.
  document() {
    const { base, fields, locale } = this.data;
    const posted = new Posted(controls(this.form, true));
    const made = structuredClone(base);
    for (const [pointer, outline] of fields) {
      const value = read(outline, pointer, posted, locale);
      if (value === undefined) drop(made, split(pointer));
      else put(made, split(pointer), value);
    }
    return made;
  }

  // Takes every hidden value out of the answers; returns what is hidden.
  settle(made) {
    const hidden = new Set();
    for (const [pointer, when] of this.data.items) {
      if (conditions.holds(when, made)) continue;
      hidden.add(pointer);
      drop(made, split(pointer));
    }
    return hidden;
  }

  // The answers without what is hidden and with what is computed; a computed value may hide what it was made of.
  worked() {
    let known = this.document();
    let made = known;
    for (let pass = 0; pass < 4; pass += 1) {
      made = structuredClone(known);
      this.settle(made);
      expressions.compute(this.data, made);
      const again = this.withComputed(known, made);
      if (same(again, known)) break;
      known = again;
    }
    return { hidden: this.settle(made), made };
  }

  withComputed(known, made) {
    const again = structuredClone(known);
    for (const [pointer] of this.data.computed) {
      for (const place of expand(made, pointer)) {
        const value = follow(made, place);
        if (value === undefined) drop(again, place);
        else if (follow(again, place.slice(0, -1)) !== undefined) put(again, place, value);
      }
    }
    return again;
  }

  update({ typing = false } = {}) {
    const { hidden, made } = this.worked();
    this.write(made);
    this.messages.tell(this.data.rules.length ? expressions.broken(this.data, made) : []);
    if (typing) return;
    if (this.redraw(hidden, made)) say(texts.formUpdated ?? "");
  }

  // Shows and hides the parts, those inside of others too; says whether anything changed.
  redraw(hidden, made) {
    const wanted = (key) => (key.startsWith("/") ? !hidden.has(key) : conditions.holds(this.data.parts[key], made));
    let changed = false;
    for (let again = true; again; changed ||= again) {
      again = false;
      for (const part of partsIn(this.form)) {
        if (!part.isConnected || isShown(part) === wanted(part.dataset.fePart)) continue;
        if (isShown(part)) hide(part);
        else show(part);
        again = true;
      }
    }
    return changed;
  }

  write(made) {
    for (const [pointer, , how] of this.data.computed) {
      if (!how) continue; // only the server can write it
      for (const place of expand(made, pointer)) this.put(join(place), this.written(follow(made, place), how));
    }
  }

  put(pointer, text) {
    const output = this.form.querySelector(`[data-fe-computed="${CSS.escape(pointer)}"]`);
    if (!output || output.textContent === text) return;
    output.textContent = text;
    output.classList.toggle("fe-computed--empty", text === this.data.unmade);
  }

  written(value, how) {
    const { locale, unmade } = this.data;
    if (value === undefined) return unmade;
    if (typeof value !== "number") return how === "date" && isDay(value) ? value.split("-").reverse().join("/") : String(value);
    const text = writeNumber(value, locale, how === "money" || (how === "number" && Math.abs(value) >= 10_000));
    return how === "money" && Number.isInteger(value) ? `${text} ₫` : text;
  }
}

async function start(form) {
  const source = form.querySelector("script[data-fe-live]");
  if (!source) return;
  const data = JSON.parse(source.textContent);
  const { items, parts, rules, fields, computed } = data;
  await conditions.prepare([items, Object.values(parts), rules, fields]);
  if (rules.length || computed.length) await expressions.prepare();
  if (!source.isConnected) return;
  const page = new Page(form, data, pages.get(form)?.messages.left);
  pages.set(form, page);
  settled.set(form, new Set(data.settled));
  page.update();
}

const pageOf = (element) => pages.get(element?.form ?? element?.closest?.("form"));

document.addEventListener("input", (event) => pageOf(event.target)?.update({ typing: true }));
document.addEventListener("change", (event) => pageOf(event.target)?.update());
document.addEventListener("focusout", (event) => {
  const page = pageOf(event.target);
  if (!page) return;
  page.messages.leave(event.target, event.relatedTarget, page.data.rules);
  page.update({ typing: true });
});
document.addEventListener("fe:drawn", (event) => event.target.matches("form") && start(event.target));
// A save brings what only the server can work out; what was typed since makes it old.
document.addEventListener("fe:saved", (event) => {
  for (const [pointer, text] of Object.entries(event.detail.computed)) pages.get(event.target)?.put(pointer, text);
});

for (const form of document.forms) start(form);
