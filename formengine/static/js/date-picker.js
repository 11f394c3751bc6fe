// Beside the three boxes of a day, a button that opens the browser's own calendar and fills them.
// The boxes stay what is sent and what a keyboard reaches; a browser without showPicker shows no button.
const texts = document.body.dataset;
const parts = (value) => value.split("-");

function enhance(group) {
  const [day, month, year] = group.querySelectorAll("input");
  const calendar = Object.assign(document.createElement("input"), { type: "date", tabIndex: -1, className: "fe-calendar__value" });
  calendar.setAttribute("aria-hidden", "true");
  const button = Object.assign(document.createElement("button"), { type: "button", className: "govuk-button govuk-button--secondary fe-calendar" });
  button.textContent = texts.calendar ?? "";
  const about = Object.assign(document.createElement("span"), { className: "govuk-visually-hidden", textContent: `: ${group.dataset.datePicker}` });
  button.append(about);
  const place = document.createElement("div");
  place.className = "govuk-date-input__item fe-calendar__place";
  place.append(button, calendar);
  group.append(place);

  button.addEventListener("click", () => {
    const typed = [year, month, day].map((box) => box.value.trim());
    calendar.value = typed.every((text) => /^\d+$/.test(text))
      ? `${typed[0].padStart(4, "0")}-${typed[1].padStart(2, "0")}-${typed[2].padStart(2, "0")}`
      : "";
    calendar.showPicker();
  });
  calendar.addEventListener("change", (event) => {
    event.stopPropagation();
    if (!calendar.value) return;
    [year.value, month.value, day.value] = parts(calendar.value);
    for (const box of [day, month, year]) box.dispatchEvent(new Event("input", { bubbles: true }));
    year.dispatchEvent(new Event("change", { bubbles: true }));
    button.focus();
  });
}

function enhanceAll(within) {
  if (!("showPicker" in HTMLInputElement.prototype)) return;
  for (const group of within.querySelectorAll("[data-date-picker]")) enhance(group);
}

enhanceAll(document);
document.addEventListener("fe:drawn", (event) => enhanceAll(event.target));
