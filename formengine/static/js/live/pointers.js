// JSON Pointers over plain JSON values, as forms/pointers.py has them; what is not there is undefined.
const INDEX = /^(?:0|[1-9][0-9]{0,3})$/;

export const asIndex = (token) => (INDEX.test(token ?? "") ? Number(token) : null);

export const split = (pointer) =>
  pointer ? pointer.slice(1).split("/").map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~")) : [];

export const escaped = (token) => token.replaceAll("~", "~0").replaceAll("/", "~1");

export const join = (tokens) => tokens.map((token) => `/${escaped(String(token))}`).join("");

const isObject = (value) => typeof value === "object" && value !== null;

export function follow(value, tokens) {
  for (const token of tokens) {
    if (Array.isArray(value)) value = value[asIndex(token) ?? -1];
    else if (isObject(value) && Object.hasOwn(value, token)) value = value[token];
    else return undefined;
  }
  return value;
}

// The value is put where objects lead to it; they are made on the way, rows are not.
export function put(document, tokens, value) {
  let here = document;
  for (const [position, token] of tokens.entries()) {
    const last = position === tokens.length - 1;
    let key = token;
    if (Array.isArray(here)) {
      key = asIndex(token);
      if (key === null || key >= here.length) return;
    }
    if (last) here[key] = value;
    else if (!Object.hasOwn(here, key) || !isObject(here[key])) here[key] = {};
    here = here[key];
  }
}

// A row is left as it is.
export function drop(document, tokens) {
  const parent = follow(document, tokens.slice(0, -1));
  if (isObject(parent) && !Array.isArray(parent)) delete parent[tokens.at(-1)];
}

// Every place that a pointer names, where a segment * stands for each row.
export function expand(document, pointer) {
  let places = [[]];
  for (const name of split(pointer)) {
    places = places.flatMap((place) => {
      if (name !== "*") return [[...place, name]];
      const rows = follow(document, place);
      return Array.isArray(rows) ? rows.map((_row, index) => [...place, String(index)]) : [];
    });
  }
  return places;
}

export function same(one, other) {
  if (!isObject(one) || !isObject(other)) return one === other;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const names = Object.keys(one);
  return (
    names.length === Object.keys(other).length &&
    names.every((name) => Object.hasOwn(other, name) && same(one[name], other[name]))
  );
}
