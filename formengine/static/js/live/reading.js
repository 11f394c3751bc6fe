// From the controls of a page to the values they mean, as forms/kinds reads them on the server. What is left to fill in
// is undefined. The outlines that say how come with the page (forms/readable.py).
import { isDay, readNumber } from "./figures.js";
import { fits } from "./conditions.js";
import { valuesOf } from "./parts.js";
import { asIndex, escaped } from "./pointers.js";

const UNWELCOME = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]|\p{Cs}/gu;

export const clean = (text) => text.replace(/\r\n?/g, "\n").replace(UNWELCOME, "\ufffd").normalize("NFC");

// The names and values that a browser would post of these controls.
export class Posted {
  constructor(controls) {
    this.values = new Map();
    for (const control of controls) {
      for (const value of valuesOf(control)) {
        if (!this.values.has(control.name)) this.values.set(control.name, []);
        this.values.get(control.name).push(value);
      }
    }
  }

  all(name) {
    return this.values.get(name) ?? [];
  }

  last(name) {
    return this.all(name).at(-1);
  }

  // The segments that follow a pointer in the posted names.
  segments(pointer) {
    if (!this.prefixes) {
      this.prefixes = new Map();
      for (const name of this.values.keys()) {
        const parts = (name.startsWith("_") ? name.slice(name.indexOf(":") + 1) : name).split("/").slice(1);
        for (const depth of parts.keys()) {
          const before = ["", ...parts.slice(0, depth)].join("/");
          if (!this.prefixes.has(before)) this.prefixes.set(before, new Set());
          this.prefixes.get(before).add(parts[depth]);
        }
      }
    }
    return this.prefixes.get(pointer) ?? new Set();
  }
}

export function read(outline, pointer, posted, locale) {
  return outline ? KINDS[outline.kind](outline, pointer, posted, locale) : undefined;
}

function oneText(pointer, posted) {
  const found = posted.all(pointer).map(clean);
  if (found.length > 1) return found;
  if (found[0]) return found[0];
  return found.length && posted.last(`_kind:${pointer}`) === "empty" ? "" : undefined;
}

function option(outline, token) {
  return Object.hasOwn(outline.values ?? {}, token) ? outline.values[token] : token;
}

const several = (values) => (values.length > 1 ? values : values[0]);

const KINDS = {
  computed: () => undefined,
  text: (_outline, pointer, posted) => oneText(pointer, posted),

  time(_outline, pointer, posted) {
    const text = oneText(pointer, posted);
    const match = typeof text === "string" && /^([0-9]{1,2})\s*(?:[:hHg.]\s*([0-9]{2})?)?$/.exec(text.trim());
    if (!match || Number(match[1]) > 23) return text;
    return `${match[1].padStart(2, "0")}:${match[2] ?? "00"}`;
  },

  number(outline, pointer, posted, locale) {
    const text = oneText(pointer, posted);
    const meant = posted.last(`_reading:${pointer}`) !== undefined;
    return typeof text === "string" ? readNumber(text, locale, { money: outline.money, meant }) : text;
  },

  date(outline, pointer, posted) {
    const whole = oneText(pointer, posted);
    if (Array.isArray(whole)) return whole;
    const [day, month, year] = [
      whole ?? "",
      clean(posted.last(`_month:${pointer}`) ?? ""),
      clean(posted.last(`_year:${pointer}`) ?? ""),
    ].map((text) => text.trim());
    if (month || year) return composed(outline, day, month, year);
    if (whole === "" || !day) return whole;
    return writtenDay(day) || (/^\d{1,2}$/.test(day) ? `--${whole}` : whole);
  },

  yes(_outline, pointer, posted) {
    const found = posted.all(pointer).map(clean).filter(Boolean);
    return several(found.length === 1 ? [{ true: true, false: false }[found[0]] ?? found[0]] : found);
  },

  choice(outline, pointer, posted) {
    return several(posted.all(pointer).map(clean).filter(Boolean).map((token) => option(outline, token)));
  },

  boxes(outline, pointer, posted) {
    const tokens = posted.all(pointer).map(clean).filter(Boolean);
    const order = posted.last(`_order:${pointer}`) ?? "";
    if (!tokens.length) return posted.last(`_kind:${pointer}`) === "empty" || outline.required ? [] : undefined;
    if (order.startsWith("order:")) {
      const wanted = order.slice(6).split(",");
      const rank = (token) => {
        const place = wanted.indexOf(String(outline.tokens.indexOf(token)));
        return place < 0 ? wanted.length : place;
      };
      tokens.sort((one, other) => rank(one) - rank(other));
    }
    return tokens.map((token) => option(outline, token));
  },

  null: (_outline, pointer, posted) => (posted.last(pointer) === "null" ? null : undefined),

  group(outline, pointer, posted, locale) {
    const state = posted.last(`_kind:${pointer}`);
    if (state === "absent") return undefined;
    const found = {};
    for (const [token, inner] of Object.entries(outline.children)) {
      const value = read(inner, `${pointer}/${escaped(token)}`, posted, locale);
      if (value !== undefined) found[token] = value;
    }
    for (const one of outline.switches) {
      for (const name of fits(one.if, found) ? one.then : one.else) delete found[name];
    }
    const meant = outline.required || state === "given" || state === "empty";
    return meant || !isHollow(outline, found) ? found : undefined;
  },

  rows(outline, pointer, posted, locale) {
    const said = asIndex(posted.last(`_rows:${pointer}`));
    const inside = posted.segments(pointer);
    if (said === null && !inside.size && !posted.all(pointer).length) return undefined;
    const numbers = [...inside].map(asIndex).filter((index) => index !== null && index < (said ?? 0) + 500);
    const count = Math.max(said ?? 0, ...numbers.map((index) => index + 1));
    const rows = Array.from({ length: count }, (_row, index) => {
      return read(outline.item, `${pointer}/${index}`, posted, locale) ?? structuredClone(outline.empty);
    });
    const meant = outline.required || posted.last(`_kind:${pointer}`) === "empty";
    return rows.length || meant ? rows : undefined;
  },

  either(outline, pointer, posted, locale) {
    const state = posted.last(`_kind:${pointer}`) ?? "";
    const place = /^\d+$/.test(state) ? Number(state) : outline.branches.length;
    if (place >= outline.branches.length) return undefined;
    const value = read(outline.branches[place], pointer, posted, locale);
    if (value !== undefined) return value;
    return outline.null[place] ? null : outline.blank[place] ? "" : undefined;
  },
};

function composed(outline, day, month, year) {
  const isFigures = (text) => /^[0-9]+$/.test(text);
  if (outline.partial && !day && isFigures(year)) {
    if (!month) return year;
    if (isFigures(month)) return `${year}-${plainFigures(month)}`;
  }
  if ([day, month, year].every(isFigures) && year.length === 4) {
    const text = `${year}-${plainFigures(month)}-${plainFigures(day)}`;
    if (isDay(text)) return text;
  }
  return `${year}-${month}-${day}`;
}

const plainFigures = (text) => text.replace(/^0+(?=.)/, "").padStart(2, "0");

// The ISO day of a whole day in one text (13/02/2026), empty where it is none.
function writtenDay(text) {
  if (isDay(text)) return text;
  const match = /^([0-9]{1,2})[/. -]([0-9]{1,2})[/. -]([0-9]{4})$/.exec(text);
  const iso = match ? `${match[3]}-${match[2].padStart(2, "0")}-${match[1].padStart(2, "0")}` : "";
  return isDay(iso) ? iso : "";
}

// Whether nobody answered anything: empty groups and lists, and what can have one value only.
function isHollow(outline, value) {
  if (outline?.fixed || (Array.isArray(value) && !value.length)) return true;
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  return Object.entries(value).every(([name, item]) => isHollow(outline?.children?.[name], item));
}
