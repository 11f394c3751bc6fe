// Tells a person what changed on the page, through one quiet region that screen readers follow.
export function say(text) {
  let status = document.getElementById("fe-status");
  if (!status) {
    status = Object.assign(document.createElement("div"), { id: "fe-status", className: "govuk-visually-hidden" });
    status.setAttribute("role", "status");
    document.body.append(status);
  }
  status.textContent = "";
  setTimeout(() => (status.textContent = text), 100);
}
