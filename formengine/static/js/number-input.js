// Says an amount in words beneath its field while it is typed, as the server says it after a round trip.
// What the server would ask back or refuse is left unsaid: the page never guesses.
import { inWords as wholeInWords } from "./words.js";

const vietnamese = document.documentElement.lang !== "en";
const [thousands, point] = vietnamese ? ["\\.", ","] : [",", "\\."];
const amount = new RegExp(`^([+-]?)([1-9]\\d{0,2}(?:${thousands}\\d{3})+|[1-9]\\d{0,2}(?: \\d{3})+|\\d+)(?:${point}(\\d+))?$`);
const currency = /\s*(?:₫|đ|đồng|vnd|vnđ)\s*$/i;
const pause = 250;

// The whole number that a text writes in the page's language, as a BigInt; null where it is none or could be two.
export function amountOf(text) {
  const plain = text.replace(currency, "").trim().replace(/[\u00a0\u202f]/g, " ").replace("\u2212", "-");
  const found = amount.exec(plain);
  if (!found || /[1-9]/.test(found[3] ?? "")) return null;
  if (found[3]?.length === 3 && /^[1-9]\d{0,2}$/.test(found[2])) return null;
  const value = BigInt(found[2].replace(/[., ]/g, "")) * (found[1] === "-" ? -1n : 1n);
  return value > 2n ** 53n || value < -(2n ** 53n) ? null : value;
}

// An amount of đồng in words, its first letter large.
export const inWords = (value) => wholeInWords(value, vietnamese ? "vi" : "en", vietnamese ? " đồng" : " dong");

// What was offered for another text no longer fits.
document.addEventListener("input", (event) => {
  const offered = event.target.id && document.querySelector(`[data-readings="${CSS.escape(event.target.id)}"]`);
  if (offered) offered.remove();
});

// A screen reader is told when the person pauses, not at every figure.
let waiting;
document.addEventListener("input", (event) => {
  const place = event.target.dataset?.money && document.getElementById(event.target.dataset.money);
  if (!place) return;
  const value = amountOf(event.target.value);
  clearTimeout(waiting);
  waiting = setTimeout(() => (place.textContent = value === null ? "" : inWords(value)), pause);
});
