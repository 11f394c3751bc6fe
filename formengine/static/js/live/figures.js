// Numbers and days as forms/figures.py reads them and forms/expressions.py counts with them: decimals as they are written.
const MOST = 2n ** 53n;
const CURRENCY = /\s*(?:₫|đ|đồng|vnd|vnđ)\s*$/iu;
const DAY = 86_400_000;

const marks = (locale) => (locale === "vi" ? [".", ","] : [",", "."]);
const quoted = (mark) => (mark === "." ? "\\." : mark);

// The number that a text writes with these marks; null where it writes none that can be kept.
function parsed(plain, thousands, point) {
  const grouping = `[1-9][0-9]{0,2}(?:${quoted(thousands)}[0-9]{3})+|[1-9][0-9]{0,2}(?: [0-9]{3})+|[0-9]+`;
  const match = new RegExp(`^([+-]?)(${grouping})?(?:${quoted(point)}([0-9]+))?(?:[eE]([+-]?[0-9]{1,3}))?$`).exec(plain);
  if (!match || (match[2] === undefined && match[3] === undefined)) return null;
  const [, sign, whole = "0", rest, exponent] = match;
  const digits = whole.replaceAll(thousands, "").replaceAll(" ", "");
  if (rest === undefined && exponent === undefined && BigInt(digits) > MOST) return null;
  const value = Number(`${sign}${digits}.${rest ?? "0"}e${exponent ?? 0}`);
  return Number.isFinite(value) ? (value === 0 ? 0 : value) : null;
}

// What a typed text means: a number; the text itself where it is none or could be two; undefined where only the
// server knows which of two was meant.
export function readNumber(text, locale, { money = false, meant = false } = {}) {
  const bare = money ? text.replace(CURRENCY, "") : text;
  const plain = bare.trim().replace(/[\u00a0\u202f]/g, " ").replace("\u2212", "-");
  const [thousands, point] = marks(locale);
  const found = parsed(plain, thousands, point);
  const other = parsed(plain, point, thousands);
  if (found === null) return meant ? undefined : text;
  if (other !== null && other !== found && !plain.includes(thousands)) return meant ? undefined : text;
  return found;
}

export function writeNumber(value, locale, grouped) {
  const [thousands, point] = marks(locale);
  const text = String(value);
  if (text.includes("e")) return text.replace(".", point);
  const [whole, rest] = text.split(".");
  const parted = grouped ? whole.replace(/\B(?=(\d{3})+$)/g, thousands) : whole;
  return rest ? parted + point + rest : parted;
}

// A double as whole digits and how many of them stand behind the point.
function decimal(value) {
  const [figures, exponent = "0"] = String(value).split("e");
  const [whole, rest = ""] = figures.split(".");
  const places = rest.length - Number(exponent);
  const digits = BigInt(whole + rest);
  return places < 0 ? [digits * 10n ** BigInt(-places), 0] : [digits, places];
}

const isNumber = (value) => typeof value === "bigint" || (typeof value === "number" && Number.isFinite(value));

export function sum(values) {
  if (!values.every(isNumber)) throw new TypeError("sum of what is no number");
  if (values.every((value) => typeof value === "bigint")) return values.reduce((one, other) => one + other, 0n);
  const parts = values.map(decimal);
  const places = Math.max(...parts.map((part) => part[1]));
  const total = parts.reduce((one, [digits, own]) => one + digits * 10n ** BigInt(places - own), 0n);
  return Number(`${total}e-${places}`);
}

export function round(value, digits = 0n) {
  if (!isNumber(value)) throw new TypeError("round of what is no number");
  const [figures, places] = decimal(value);
  const surplus = places - Number(digits);
  if (surplus <= 0) return Number(value);
  const unit = 10n ** BigInt(surplus);
  const sign = figures < 0n ? -1n : 1n;
  const rounded = ((figures * sign * 2n + unit) / (unit * 2n)) * sign;
  return Number(`${rounded}e${-Number(digits)}`);
}

export function isDay(text) {
  const match = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/.exec(text);
  if (!match) return false;
  const [year, month, day] = match.slice(1).map(Number);
  return year > 0 && month > 0 && day > 0 && new Date(utc(year, month, day)).getUTCDate() === day && month < 13;
}

function utc(year, month, day) {
  const made = new Date(0);
  made.setUTCFullYear(year, month - 1, day);
  return made.getTime();
}

// [year, month, day] of an ISO text; throws where it begins with no day.
export function dayOf(value) {
  const text = String(value).slice(0, 10);
  if (!isDay(text)) throw new RangeError("no day");
  return text.split("-").map(Number);
}

export const daysBetween = (first, last) => BigInt((utc(...dayOf(last)) - utc(...dayOf(first))) / DAY);

export function yearsBetween(first, last) {
  const [startYear, startMonth, startDay] = dayOf(first);
  const [year, month, day] = dayOf(last);
  const before = month < startMonth || (month === startMonth && day < startDay);
  return BigInt(year - startYear - (before ? 1 : 0));
}
