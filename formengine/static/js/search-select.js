// Turns a long <select> (more than `long` options, or data-search) into a box to type in, after the combobox pattern of WAI-ARIA 1.2.
// The select stays in the form, hidden, and keeps the answer: what is sent is the same with and without this.
const texts = document.body.dataset;
const long = 15;
const shown = 500;
const page = 10;

// "dak lak" finds "Đắk Lắk": small letters, no marks, đ as d; what is no letter or figure parts words.
function plain(text) {
  const letters = text.normalize("NFD").replace(/\p{M}/gu, "").replace(/[đĐ]/g, "d").toLowerCase();
  return letters.replace(/[^\p{L}\p{N}]+/gu, " ").trim();
}

const initials = (words) => words.split(" ").map((word) => word[0]).join("");

// Items whose words begin with all words typed, those that begin with the whole phrase first. Where there is none, those
// that have the letters in a row ("daklak"), or as the first letters of their words ("hcm" in "Thành phố Hồ Chí Minh").
function matching(items, typed) {
  const phrase = plain(typed);
  if (!phrase) return items;
  const words = phrase.split(" ");
  const found = items.filter((item) => words.every((word) => (" " + item.plain).includes(" " + word)));
  const first = found.filter((item) => item.plain.startsWith(phrase));
  if (found.length) return first.concat(found.filter((item) => !first.includes(item)));
  const letters = phrase.replaceAll(" ", "");
  const inRow = items.filter((item) => item.plain.replaceAll(" ", "").includes(letters));
  return inRow.length ? inRow : items.filter((item) => initials(item.plain).includes(letters));
}

class SearchSelect {
  constructor(select) {
    this.select = select;
    this.id = select.id;
    this.items = [...select.options]
      .filter((option) => option.value !== "")
      .map((option) => ({ option, text: option.text, plain: plain(option.text) }));
    this.active = -1;
    this.draw();
    this.listen();
  }

  draw() {
    const { select, id } = this;
    this.box = document.createElement("div");
    this.box.className = "fe-combo";
    this.input = document.createElement("input");
    Object.assign(this.input, { type: "text", className: "govuk-input", autocomplete: "off", spellcheck: false });
    this.input.setAttribute("autocapitalize", "none");
    if (select.classList.contains("govuk-select--error")) this.input.classList.add("govuk-input--error");
    this.list = document.createElement("ul");
    Object.assign(this.list, { className: "fe-combo__list", id: `${id}-list`, hidden: true });
    this.list.setAttribute("role", "listbox");
    this.status = document.createElement("div");
    this.status.className = "govuk-visually-hidden";
    this.status.setAttribute("role", "status");

    // the label, the hint and an error's link now lead to the box
    select.id = `${id}-value`;
    this.input.id = id;
    const roles = { role: "combobox", "aria-expanded": "false", "aria-controls": this.list.id, "aria-autocomplete": "list" };
    for (const name of ["aria-describedby", "aria-invalid", "aria-required"]) {
      if (select.hasAttribute(name)) roles[name] = select.getAttribute(name);
    }
    for (const [name, value] of Object.entries(roles)) this.input.setAttribute(name, value);
    const label = document.querySelector(`label[for="${CSS.escape(id)}"]`);
    if (label) {
      label.id ||= `${id}-label`;
      this.list.setAttribute("aria-labelledby", label.id);
    }
    if (select.disabled) this.input.disabled = true;
    if (texts.comboPlaceholder) this.input.placeholder = texts.comboPlaceholder;
    select.hidden = true;
    select.before(this.box);
    this.box.append(this.input, this.list, this.status);
    this.show();
  }

  // The box says what the select holds.
  show() {
    const option = this.select.selectedOptions[0];
    this.input.value = option && option.value !== "" ? option.text : "";
  }

  listen() {
    this.input.addEventListener("input", () => this.open(this.input.value));
    this.input.addEventListener("click", () => this.list.hidden && this.open("", true));
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("blur", () => this.leave());
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const row = event.target.closest("[role=option]");
      if (row) this.choose(this.rows.indexOf(row));
    });
    this.select.addEventListener("change", () => this.show());
    window.addEventListener("pageshow", () => this.show());
    this.select.form?.addEventListener("reset", () => setTimeout(() => this.show()));
  }

  // Opened to look around, the list begins at what is chosen.
  open(typed, around = false) {
    const all = matching(this.items, typed);
    this.found = all.slice(0, shown);
    this.rows = this.found.map((item, index) => {
      const row = document.createElement("li");
      Object.assign(row, { className: "fe-combo__option", id: `${this.id}-option-${index}`, textContent: item.text });
      row.setAttribute("role", "option");
      row.setAttribute("aria-selected", String(item.option.selected));
      return row;
    });
    this.list.replaceChildren(...this.rows);
    this.list.hidden = this.rows.length === 0;
    this.input.setAttribute("aria-expanded", String(!this.list.hidden));
    this.mark(around ? this.found.findIndex((item) => item.option.selected) : -1);
    if (!this.list.hidden) this.place();
    const count = all.length;
    this.status.textContent = count ? (texts.comboFound ?? "").replace("{n}", count) : (texts.comboNone ?? "");
    this.status.className = count ? "govuk-visually-hidden" : "fe-combo__none";
  }

  // Above the box where there is more room than below: at the foot of a page, over a phone's keyboard.
  place() {
    const { top, bottom } = this.input.getBoundingClientRect();
    const room = (window.visualViewport?.height ?? window.innerHeight) - bottom;
    this.box.classList.toggle("is-above", room < Math.min(this.list.offsetHeight, 200) && top > room);
  }

  close() {
    this.list.hidden = true;
    this.status.textContent = "";
    this.status.className = "govuk-visually-hidden";
    this.input.setAttribute("aria-expanded", "false");
    this.mark(-1);
  }

  mark(index) {
    this.rows?.[this.active]?.classList.remove("is-active");
    this.active = index;
    const row = this.rows?.[index];
    if (!row) {
      this.input.removeAttribute("aria-activedescendant");
      return;
    }
    row.classList.add("is-active");
    row.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", row.id);
  }

  key(event) {
    const last = (this.rows?.length ?? 0) - 1;
    if (event.key === "ArrowUp" && event.altKey) this.close();
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (this.list.hidden) this.open("", true);
      else if (event.key === "ArrowDown") this.mark(this.active < last ? this.active + 1 : 0);
      else this.mark(this.active > 0 ? this.active - 1 : last);
    } else if ((event.key === "PageDown" || event.key === "PageUp") && !this.list.hidden) {
      event.preventDefault();
      this.mark(Math.min(last, Math.max(0, this.active + (event.key === "PageDown" ? page : -page))));
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (!this.list.hidden) this.choose(this.active < 0 ? 0 : this.active);
    } else if (event.key === "Escape" && !this.list.hidden) {
      event.stopPropagation();
      this.show();
      this.close();
    }
  }

  choose(index) {
    const item = this.found[index];
    if (!item) return;
    this.set(item.option);
    this.close();
  }

  set(option) {
    this.select.value = option.value;
    this.input.value = option.value === "" ? "" : option.text;
    this.select.dispatchEvent(new Event("change", { bubbles: true }));
  }

  // Leaving with a name, or with letters that only one name has, takes it; leaving the box empty takes the answer away;
  // anything else changes nothing.
  leave() {
    const typed = plain(this.input.value);
    const left = typed ? matching(this.items, typed) : [];
    const same = left.find((item) => item.plain === typed) ?? (left.length === 1 ? left[0] : null);
    const empty = [...this.select.options].find((option) => option.value === "");
    if (same && !same.option.selected) this.set(same.option);
    else if (!typed && empty && !empty.selected) this.set(empty);
    this.show();
    this.close();
  }
}

function enhance(within) {
  for (const select of within.querySelectorAll("select.govuk-select")) {
    const wanted = select.options.length > long || select.hasAttribute("data-search");
    if (wanted && select.id && !select.multiple && !select.hidden) new SearchSelect(select);
  }
}

enhance(document);
document.addEventListener("fe:drawn", (event) => enhance(event.target));
