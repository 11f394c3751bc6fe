// Whole numbers and days in words, as forms/words.py says them. Numbers are BigInts, their words begin with a large letter.
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

const words = (number, locale) => (locale === "vi" ? inVietnamese : inEnglish)(number);

// `unit` stands behind the number: " đồng".
export function inWords(number, locale, unit = "") {
  const minus = number < 0n ? (locale === "vi" ? "âm " : "minus ") : "";
  const said = minus + words(number < 0n ? -number : number, locale) + unit;
  return said[0].toUpperCase() + said.slice(1);
}

const months = "January February March April May June July August September October November December".split(" ");
const ordinals = { one: "first", two: "second", three: "third", five: "fifth", eight: "eighth", nine: "ninth", twelve: "twelfth", twenty: "twentieth", thirty: "thirtieth" };

function ordinal(number) {
  const said = inEnglish(number);
  const head = said.slice(0, said.lastIndexOf("-") + 1);
  const last = said.slice(head.length);
  return head + (ordinals[last] ?? `${last}th`);
}

// A day, [year, month, day], as certificates of civil status have it.
export function dayInWords([year, month, day], locale) {
  if (locale !== "vi") return `The ${ordinal(BigInt(day))} of ${months[month - 1]}, ${inEnglish(BigInt(year))}`;
  const said = month === 4 ? "tư" : inVietnamese(BigInt(month));
  return `Ngày ${inVietnamese(BigInt(day))} tháng ${said} năm ${inVietnamese(BigInt(year))}`;
}
