// Shows what was chosen, with a small picture, before it is sent; says at once when a file is too large or too many.
// The server checks the same again: this only saves the person a wait.
const texts = document.body.dataset;
const mega = 1024 * 1024;

function size(bytes) {
  const locale = document.documentElement.lang;
  const large = bytes >= mega;
  const figure = new Intl.NumberFormat(locale, { maximumFractionDigits: large ? 1 : 0 }).format(bytes / (large ? mega : 1024));
  return `${figure} ${large ? "MB" : "kB"}`;
}

function problem(file, index, box) {
  if (index >= Number(box.dataset.maxFiles || Infinity)) return (texts.fileMany ?? "").replace("{n}", box.dataset.maxFiles);
  if (file.size > Number(box.dataset.maxMb || Infinity) * mega) return (texts.fileLarge ?? "").replace("{n}", box.dataset.maxMb);
  return "";
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

function row(file, trouble) {
  const item = document.createElement("li");
  if (file.type.startsWith("image/")) {
    const canvas = document.createElement("canvas");
    item.append(canvas);
    draw(file, canvas);
  }
  const text = document.createElement("span");
  text.textContent = `${file.name} (${size(file.size)})`;
  item.append(text);
  if (trouble) {
    const wrong = document.createElement("span");
    wrong.className = "is-wrong";
    wrong.textContent = trouble;
    item.append(wrong);
  }
  return item;
}

function enhance(box) {
  const inputs = [...box.querySelectorAll('input[type="file"]')];
  const list = document.createElement("ul");
  list.className = "fe-upload__list";
  list.setAttribute("aria-live", "polite");
  box.append(list);

  const redraw = () => {
    const files = inputs.flatMap((input) => [...input.files]);
    list.replaceChildren(...files.map((file, index) => row(file, problem(file, index, box))));
  };
  inputs.forEach((input) => input.addEventListener("change", redraw));

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
    redraw();
  });
}

document.querySelectorAll("[data-upload]").forEach(enhance);
document.addEventListener("fe:drawn", (event) => event.target.querySelectorAll("[data-upload]").forEach(enhance));
