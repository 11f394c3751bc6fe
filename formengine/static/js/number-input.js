// Says an amount in words beneath its field while it is typed, as the server says it after a round trip.
// What the server would ask back or refuse is left unsaid: the page never guesses. The words are those of forms/words.py.
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

const figures = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"];

function vietnameseHundreds(number, full) {
  const [hundreds, tens, ones] = [Math.floor(number / 100), Math.floor(number / 10) % 10, number % 10];
  const parts = hundreds || full ? [`${figures[hundreds]} trăm`] : [];
  if (tens === 0) {
    if (ones) parts.push(parts.length ? `linh ${figures[ones]}` : figures[ones]);
    return parts.join(" ");
  }
  parts.push(tens === 1 ? "mười" : `${figures[tens]} mươi`);
  if (ones) parts.push(ones === 5 ? "lăm" : ones === 1 && tens > 1 ? "mốt" : figures[ones]);
  return parts.join(" ");
}

function vietnameseMillions(number, follows) {
  const parts = [];
  for (const [unit, name] of [[1_000_000, "triệu"], [1000, "nghìn"], [1, ""]]) {
    const group = Math.floor(number / unit) % 1000;
    if (group) parts.push(`${vietnameseHundreds(group, follows || parts.length > 0)} ${name}`.trim());
  }
  return parts.join(" ") || figures[0];
}

function inVietnamese(number) {
  if (number < 1_000_000_000n) return vietnameseMillions(Number(number), false);
  const rest = Number(number % 1_000_000_000n);
  const text = `${inVietnamese(number / 1_000_000_000n)} tỷ`;
  return rest ? `${text} ${vietnameseMillions(rest, true)}` : text;
}

const small = (
  "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
).split(" ");
const tens = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
const groups = ["", "thousand", "million", "billion", "trillion", "quadrillion"];

function englishHundreds(number) {
  const [hundreds, rest] = [Math.floor(number / 100), number % 100];
  const parts = hundreds ? [`${small[hundreds]} hundred`] : [];
  if (rest >= 20) parts.push(tens[Math.floor(rest / 10)] + (rest % 10 ? `-${small[rest % 10]}` : ""));
  else if (rest) parts.push(small[rest]);
  return parts.join(" and ");
}

function inEnglish(number) {
  if (number === 0n) return small[0];
  const parts = [];
  for (let place = 0; number; place += 1, number /= 1000n) {
    const group = Number(number % 1000n);
    if (group) parts.unshift(`${englishHundreds(group)} ${groups[place]}`.trim());
  }
  return parts.join(" ");
}

// An amount of đồng in words, its first letter large.
export function inWords(value) {
  const said = (vietnamese ? inVietnamese : inEnglish)(value < 0n ? -value : value);
  const words = `${value < 0n ? (vietnamese ? "âm " : "minus ") : ""}${said} ${vietnamese ? "đồng" : "dong"}`;
  return words[0].toUpperCase() + words.slice(1);
}

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
