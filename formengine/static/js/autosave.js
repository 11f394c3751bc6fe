// Keeps what is typed while it is typed, and says so. Nothing is judged and nothing shown as wrong; another window's answers
// are never overwritten; what could not be kept stays on the page, which says why and what to do.
import { answers, texts } from "./forms.js";
import { say } from "./say.js";
import { inTurn, isAway } from "./turns.js";

const AFTER_TYPING = 2500;
const AFTER_LEAVING = 400;
const AGAIN = 15_000;
const box = document.getElementById("saving");
const form = document.getElementById(box.dataset.form);
const line = box.querySelector("p");
const button = box.querySelector("button");

let kept = answers(form);
let state = "";
let timer = 0;
let sending = false;

function show(next, text) {
  const failed = next !== "saved";
  if (failed && next !== state) say(text);
  if (!failed && state && state !== "saved") say(text);
  state = next;
  line.textContent = text;
  box.hidden = false;
  box.classList.toggle("fe-saving--failed", failed);
  button.hidden = next !== "session";
}

const fail = (next) => show(next, box.dataset[next]);

// Where another window or an end stands in the way, trying again would not help.
const isOver = () => sending || state === "elsewhere" || state === "gone";

function wait(milliseconds) {
  clearTimeout(timer);
  if (!isOver()) timer = setTimeout(save, milliseconds);
}

function send(signal, keepalive) {
  const body = new URLSearchParams(texts(form).filter(([name]) => name !== "_go"));
  body.append("_go", "keep");
  const headers = { Accept: "application/json" };
  return fetch(form.getAttribute("action"), { method: "POST", body, headers, keepalive, signal: keepalive ? null : signal });
}

// Somebody signed in again in another window: the page takes up that session's token. False where nobody did.
async function renew(signal) {
  const response = await fetch(form.getAttribute("action"), { signal });
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const token = page.getElementById(form.id)?.elements.csrf_token;
  if (token) form.elements.csrf_token.value = token.value;
  return Boolean(token);
}

function save({ keepalive = false } = {}) {
  clearTimeout(timer);
  if (isOver() || answers(form) === kept) return undefined;
  return inTurn(async (signal) => {
    const sent = answers(form);
    if (isOver() || sent === kept) return;
    try {
      let response = await send(signal, keepalive);
      if (response.status === 400 && (await renew(signal))) response = await send(signal, keepalive);
      await told(response, sent);
    } catch (error) {
      if (!isAway(error)) throw error;
      fail("offline");
      wait(AGAIN);
    }
  });
}

async function told(response, sent) {
  const { status } = response;
  if (status === 200) {
    const { revision, saved, computed } = await response.json();
    form.elements.revision.value = revision;
    kept = sent;
    show("saved", saved);
    if (answers(form) === sent) form.dispatchEvent(new CustomEvent("fe:saved", { bubbles: true, detail: { computed } }));
    else wait(AFTER_TYPING);
    return;
  }
  fail({ 400: "session", 401: "session", 409: "elsewhere", 404: "gone" }[status] ?? "busy");
  if (state === "busy") wait(AGAIN);
}

const isMine = (event) => event.target.form === form && event.target.type !== "file";

document.addEventListener("input", (event) => isMine(event) && wait(AFTER_TYPING));
document.addEventListener("change", (event) => isMine(event) && wait(AFTER_LEAVING));
document.addEventListener("focusout", (event) => isMine(event) && answers(form) !== kept && wait(AFTER_LEAVING));
document.addEventListener("visibilitychange", () => save({ keepalive: document.visibilityState === "hidden" }));
window.addEventListener("pagehide", () => save({ keepalive: true }));
window.addEventListener("online", () => save());
form.addEventListener("fe:drawn", (event) => {
  if (event.target !== form) return;
  kept = event.detail?.kept ?? answers(form); // drawn anew by the server, so this is what lies there
  if (answers(form) !== kept) wait(AFTER_TYPING);
});
document.addEventListener("submit", (event) => {
  if (event.target === form && !event.defaultPrevented) sending = true;
});
// The page as the browser kept it may be older than what lies there.
window.addEventListener("pageshow", (event) => {
  sending = false;
  if (event.persisted) location.reload();
});
