// Whether a `when` holds for a document: its terms are JSON Schemas, as forms/conditions.py judges them.
import { follow, same, split } from "./pointers.js";

let judge = null;

const isSimple = (schema) => {
  const names = Object.keys(schema);
  return typeof schema === "boolean" || (names.length === 1 && (names[0] === "const" || names[0] === "enum"));
};

function* schemasIn(part) {
  if (Array.isArray(part)) for (const term of part) yield* schemasIn(term);
  else if (part && typeof part === "object") {
    if ("is" in part) yield part.is;
    if ("if" in part) yield part.if;
    for (const [name, inner] of Object.entries(part)) if (name !== "is" && name !== "if") yield* schemasIn(inner);
  }
}

// Fetch the validator where one of these conditions says more than which values are meant.
export async function prepare(parts) {
  if (judge || [...schemasIn(parts)].every(isSimple)) return;
  const { validate } = await import("../lazy/schema.js");
  judge = (schema, value) => validate(value, schema, "2020-12").valid;
}

export function fits(schema, value) {
  if (typeof schema === "boolean") return schema;
  if (isSimple(schema)) return (schema.enum ?? [schema.const]).some((one) => same(one, value));
  return judge(schema, value);
}

export function holds(when, document) {
  return when.every((term) => {
    if ("any" in term) return term.any.some((part) => holds([part].flat(), document));
    if ("not" in term) return !holds([term.not].flat(), document);
    const value = follow(document, split(term.at));
    return value !== undefined && fits(term.is, value);
  });
}
