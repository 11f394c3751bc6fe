// Shows what was chosen, with a small picture; makes a large photograph smaller before it is sent; and, in a form that says
// data-send-at-once, sends it as soon as it is chosen and says how far it is. The server checks everything again, and
// without scripts the form is sent as it is.
const texts = document.body.dataset;
const mega = 1024 * 1024;
// A photograph above this is drawn anew with its longer side no longer than that: every word of a page stays readable.
const heavy = 4 * mega;
const longest = 3000;
const fill = (text, values) => Object.entries(values).reduce((made, [name, value]) => made.replace(`{${name}}`, value), text ?? "");

function size(bytes) {
  const locale = document.documentElement.lang;
  const large = bytes >= mega;
  const figure = new Intl.NumberFormat(locale, { maximumFractionDigits: large ? 1 : 0 }).format(bytes / (large ? mega : 1024));
  return `${figure} ${large ? "MB" : "kB"}`;
}

function problem(file, index, box) {
  if (index >= Number(box.dataset.maxFiles || Infinity)) return fill(texts.fileMany, { n: box.dataset.maxFiles });
  if (file.size > Number(box.dataset.maxMb || Infinity) * mega) return fill(texts.fileLarge, { n: box.dataset.maxMb });
  return "";
}

// The photograph upright and smaller, as JPEG; the file itself where it is small, is none, or would not get smaller.
export async function smaller(file, accept = "") {
  if (file.size <= heavy || !["image/jpeg", "image/png"].includes(file.type) || (accept && !accept.includes("image/jpeg"))) return file;
  let picture;
  try {
    picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    return file; // no picture that this browser can draw: the server says what is wrong with it
  }
  const share = Math.min(1, longest / Math.max(picture.width, picture.height));
  const canvas = Object.assign(document.createElement("canvas"), {
    width: Math.round(picture.width * share),
    height: Math.round(picture.height * share),
  });
  const brush = canvas.getContext("2d");
  brush.fillStyle = "#fff";
  brush.fillRect(0, 0, canvas.width, canvas.height);
  brush.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
  if (!blob || blob.size >= file.size) return file;
  return new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg", lastModified: file.lastModified });
}

// Drawn on a canvas, which asks for no blob: in the page's security policy. A file that is no picture keeps its name alone.
async function draw(file, canvas) {
  try {
    const picture = await createImageBitmap(file, { resizeHeight: 96, resizeQuality: "medium" });
    Object.assign(canvas, { width: 96, height: 96 });
    canvas.getContext("2d").drawImage(picture, (96 - picture.width) / 2, 0);
    picture.close();
  } catch {
    canvas.remove();
  }
}

function row(file, before, trouble) {
  const item = document.createElement("li");
  if (file.type.startsWith("image/")) {
    const canvas = document.createElement("canvas");
    item.append(canvas);
    draw(file, canvas);
  }
  const text = document.createElement("span");
  text.textContent = `${file.name} (${size(file.size)})`;
  if (before > file.size) text.textContent += `. ${fill(texts.fileSmaller, { before: size(before), now: size(file.size) })}`;
  item.append(text);
  if (trouble) {
    const wrong = document.createElement("span");
    wrong.className = "is-wrong";
    wrong.textContent = trouble;
    item.append(wrong);
  }
  return item;
}

// How far the sending is: a bar for the eye, a sentence now and then for the ear.
class Progress {
  constructor(place, count) {
    this.bar = Object.assign(document.createElement("progress"), { max: 1, value: 0 });
    this.text = document.createElement("p");
    this.text.setAttribute("role", "status");
    this.text.textContent = fill(texts.fileSending, { n: count });
    this.bar.setAttribute("aria-label", this.text.textContent);
    this.frame = document.createElement("div");
    this.frame.className = "fe-upload__sending";
    this.frame.append(this.text, this.bar);
    place.append(this.frame);
  }

  at(share) {
    this.bar.value = share;
    if (share >= 1) this.text.textContent = texts.fileChecking ?? "";
  }

  fail(text) {
    this.bar.remove();
    this.text.className = "is-wrong";
    this.text.textContent = text;
  }
}

// The page that the server answers with; rejects where it answers with another one or not at all.
function post(form, body, progress) {
  return new Promise((done, fail) => {
    const request = new XMLHttpRequest();
    const address = new URL(form.getAttribute("action") || location.href, location.href);
    request.open("POST", address);
    request.upload.addEventListener("progress", (event) => event.lengthComputable && progress.at(event.loaded / event.total));
    request.addEventListener("error", () => fail(new TypeError("network")));
    request.addEventListener("load", () => {
      const page = new DOMParser().parseFromString(request.responseText, "text/html");
      const same = new URL(request.responseURL || address).pathname === address.pathname && page.querySelector("form[data-send-at-once]");
      if (same && [200, 413, 422].includes(request.status)) done(page);
      else fail(new TypeError(String(request.status)));
    });
    request.send(body);
  });
}

// The whole form goes along, so that what was ticked beside the files is kept; of its files only those of `input`.
function bodyOf(form, input) {
  const body = new FormData(form);
  for (const other of form.querySelectorAll('input[type="file"]')) body.delete(other.name);
  for (const file of input.files) body.append(input.name, file, file.name);
  body.append("_go", "stay");
  return body;
}

// The page as the server has it now; the focus goes to what is wrong in the section, else to its heading.
function redraw(page, name) {
  const main = document.getElementById("main");
  main.replaceChildren(...document.adoptNode(page.getElementById("main")).childNodes);
  main.dispatchEvent(new CustomEvent("fe:drawn", { bubbles: true }));
  const section = main.querySelector(`section[aria-labelledby="${name}"]`) ?? main;
  const wrong = section.querySelector("[aria-invalid]");
  const place = wrong ?? section.querySelector("h2") ?? main.querySelector("h1");
  if (!wrong) place.tabIndex = -1;
  place.focus({ preventScroll: true });
  place.scrollIntoView({ block: wrong ? "center" : "nearest" });
}

let sending = false;

async function send(form, input, list) {
  if (sending) return;
  sending = true;
  const progress = new Progress(list.parentElement, input.files.length);
  const section = input.closest("section")?.getAttribute("aria-labelledby");
  try {
    redraw(await post(form, bodyOf(form, input), progress), section);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    progress.fail(texts.fileFailed ?? "");
  } finally {
    sending = false;
  }
}

function enhance(box) {
  const inputs = [...box.querySelectorAll('input[type="file"]')];
  const form = box.closest("form[data-send-at-once]");
  const list = document.createElement("ul");
  list.className = "fe-upload__list";
  list.setAttribute("aria-live", "polite");
  box.append(list);

  // `input.files` becomes the smaller files; what is too large or too many is told, and then nothing is sent.
  const chosen = async (input) => {
    const given = [...input.files];
    const files = await Promise.all(given.map((file) => smaller(file, input.accept === "image/*" ? "" : input.accept)));
    if (files.some((file, index) => file !== given[index])) {
      const carrier = new DataTransfer();
      for (const file of files) carrier.items.add(file);
      input.files = carrier.files;
    }
    const sizes = new Map(files.map((file, index) => [file, given[index].size]));
    const all = form ? files : inputs.flatMap((one) => (one === input ? files : [...one.files]));
    const troubles = all.map((file, index) => problem(file, index, box));
    list.replaceChildren(...all.map((file, index) => row(file, sizes.get(file) ?? file.size, troubles[index])));
    if (form && files.length && !troubles.some(Boolean)) await send(form, input, list);
  };
  for (const input of inputs) input.addEventListener("change", () => chosen(input));

  const [first] = inputs;
  const over = (on) => box.classList.toggle("is-over", on);
  box.addEventListener("dragover", (event) => {
    event.preventDefault();
    over(true);
  });
  box.addEventListener("dragleave", () => over(false));
  box.addEventListener("drop", (event) => {
    event.preventDefault();
    over(false);
    if (!event.dataTransfer?.files.length) return;
    first.files = event.dataTransfer.files;
    chosen(first);
  });
}

function enhanceAll(within) {
  within.querySelectorAll("[data-upload]").forEach(enhance);
  within.querySelectorAll("form[data-send-at-once]").forEach((form) => form.classList.add("is-sending-at-once"));
}

enhanceAll(document);
document.addEventListener("fe:drawn", (event) => enhanceAll(event.target));
