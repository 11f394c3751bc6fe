// Of the design system's behaviours, those our pages use; bundled by fetch.py to formengine/static/js/govuk.js.
import { Checkboxes } from "govuk-frontend/dist/govuk/components/checkboxes/checkboxes.mjs";
import { ErrorSummary } from "govuk-frontend/dist/govuk/components/error-summary/error-summary.mjs";
import { PasswordInput } from "govuk-frontend/dist/govuk/components/password-input/password-input.mjs";
import { Radios } from "govuk-frontend/dist/govuk/components/radios/radios.mjs";
import { SkipLink } from "govuk-frontend/dist/govuk/components/skip-link/skip-link.mjs";
import { createAll } from "govuk-frontend/dist/govuk/init.mjs";

const components = [Checkboxes, ErrorSummary, PasswordInput, Radios, SkipLink];
components.forEach((component) => createAll(component));

// a form drawn anew by refresh.js
document.addEventListener("fe:drawn", (event) => {
  for (const component of [Checkboxes, PasswordInput, Radios]) createAll(component, undefined, event.target);
});
