// Rules and computed values in the browser: the Common Expression Language, for static/js/live; bundled by fetch.py.
export { Environment } from "@marcbachmann/cel-js";
