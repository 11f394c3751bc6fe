// Rules and computed values in CEL, as forms/rules.py evaluates them: whole numbers are BigInts, those that the schema calls
// numbers are doubles. What looks at something absent, or at text that is no such value, has no value: undefined.
import { dayInWords, inWords } from "../words.js";
import { dayOf, daysBetween, round, sum, yearsBetween } from "./figures.js";
import { drop, escaped, expand, follow, put, same } from "./pointers.js";
import { holds } from "./conditions.js";

const programs = new Map();
let environment = null;
let spoken = "vi";

export async function prepare() {
  if (environment) return;
  const { Environment } = await import("../lazy/cel.js");
  environment = new Environment({ unlistedVariablesAreDyn: true, homogeneousAggregateLiterals: false })
    .registerFunction("sum(list): dyn", sum)
    .registerFunction("days_between(dyn, dyn): int", daysBetween)
    .registerFunction("years_between(dyn, dyn): int", yearsBetween)
    .registerFunction("round(dyn): double", (value) => round(value))
    .registerFunction("round(dyn, int): double", round)
    .registerFunction("in_words(dyn): string", said);
  for (const [name, sign] of [["min", -1], ["max", 1]]) {
    const most = (values) => values.reduce((best, value) => (compared(value, best) === sign ? value : best));
    environment
      .registerFunction(`${name}(list): dyn`, most)
      .registerFunction(`${name}(dyn, dyn): dyn`, (...values) => most(values))
      .registerFunction(`${name}(dyn, dyn, dyn): dyn`, (...values) => most(values));
  }
}

function compared(one, other) {
  const kinds = [one, other].map((value) => (typeof value === "bigint" ? "number" : typeof value));
  if (kinds[0] !== kinds[1] || !["number", "string"].includes(kinds[0])) throw new TypeError("values that do not compare");
  return one < other ? -1 : one > other ? 1 : 0;
}

function said(value) {
  if (typeof value === "string") return dayInWords(dayOf(value), spoken);
  return inWords(typeof value === "bigint" ? value : BigInt(Math.trunc(value)), spoken);
}

// `all` and `exists` pass over a row that has no value where another row decides; on the server the first such row ends
// them. Judging each row before asking for all makes this page never the stricter one.
function strictly(text) {
  const edits = [];
  const walk = (node) => {
    if (Array.isArray(node)) node.forEach(walk);
    else if (node?.op) {
      const [name, receiver, given] = node.op === "rcall" ? node.args : [];
      if (name === "all" || name === "exists") {
        edits.push([receiver.end, given[0].start, ".map("], [node.end, node.end, `.${name}(each, each)`]);
      }
      walk(node.args);
    }
  };
  walk(environment.parse(text).ast);
  edits.sort((one, other) => other[0] - one[0]);
  return edits.reduce((made, [start, end, put]) => made.slice(0, start) + put + made.slice(end), text);
}

function value(text, variables) {
  if (!programs.has(text)) programs.set(text, environment.parse(strictly(text)));
  try {
    return programs.get(text)(variables);
  } catch (error) {
    if (error instanceof Error) return undefined;
    throw error;
  }
}

function typed(item, path, doubles) {
  if (typeof item === "number") return doubles.has(path) || !Number.isSafeInteger(item) ? item : BigInt(item);
  if (Array.isArray(item)) return item.map((row) => typed(row, `${path}/*`, doubles));
  if (item === null || typeof item !== "object") return item;
  return Object.fromEntries(Object.entries(item).map(([name, inner]) => [name, typed(inner, `${path}/${escaped(name)}`, doubles)]));
}

// A value of CEL as JSON; undefined where it is none.
function plain(item) {
  if (typeof item === "bigint") return Number(item);
  if (typeof item === "number") return Number.isFinite(item) ? item : undefined;
  return typeof item === "string" || typeof item === "boolean" ? item : undefined;
}

function variables(data, document) {
  const doc = typed(document, "", new Set(data.doubles));
  return { doc, today: data.today, filed_on: data.filed_on, settings: typed(data.settings, "", new Set()) };
}

function atRow(known, pointer, place) {
  const last = pointer.split("/").slice(1).lastIndexOf("*");
  if (last < 0) return known;
  return { ...known, row: follow(known.doc, place.slice(0, last + 1)), index: BigInt(place[last]) };
}

const isObject = (item) => typeof item === "object" && item !== null && !Array.isArray(item);

// Every computed value written into the document; one that has no value is absent.
export function compute(data, document) {
  spoken = data.words;
  const places = () => data.computed.flatMap(([pointer]) => expand(document, pointer).map((place) => follow(document, place)));
  for (const _pass of data.computed) {
    const before = places();
    for (const [pointer, text] of data.computed) {
      const known = variables(data, document);
      for (const place of expand(document, pointer)) {
        const made = plain(value(text, atRow(known, pointer, place)));
        if (made === undefined) drop(document, place);
        else if (place.length === 1 || isObject(follow(document, place.slice(0, -1)))) put(document, place, made);
      }
    }
    if (same(before, places())) return;
  }
}

// The rules that do not hold: [place, message, id of the element where the page names one].
export function broken(data, document) {
  const known = variables(data, document);
  return data.rules.flatMap(([pointer, text, message, when, id], number) => {
    if (!holds(when, document)) return [];
    return expand(document, pointer)
      .filter((place) => value(text, atRow(known, pointer, place)) === false)
      .map((place) => ({ number, place, message, id: pointer.includes("*") ? "" : id }));
  });
}
