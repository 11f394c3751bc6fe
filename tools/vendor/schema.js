// Conditions in the browser: JSON Schema, interpreted, for static/js/live; bundled by fetch.py.
export { validate } from "@cfworker/json-schema";
