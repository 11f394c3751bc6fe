// The enclosed files beside the answers. Every button is a link to the page with another file, page or size; here the
// pane alone is fetched and put in place, so that what was typed, and where one reads, stays as it is.
import { say } from "./say.js";

const pane = document.querySelector("[data-fe-look]");
const beside = matchMedia("(min-width: 1000px)");
const most = 12;
const fetched = new Map();
let wanted = "";

const view = () => pane.querySelector("[data-look]");
const sheet = () => pane.querySelector(".fe-look__sheet");
const page = () => sheet()?.getAttribute("aria-label") ?? "";

async function fetchView(href) {
  const address = new URL(href, location.href);
  address.searchParams.set("part", "look");
  address.hash = "";
  const answer = await fetch(address);
  const text = answer.ok ? await answer.text() : "";
  const found = new DOMParser().parseFromString(text, "text/html").querySelector("[data-look]");
  if (!found) throw new TypeError(`${answer.status}: no pane`);
  const fresh = document.adoptNode(found); // only in this document its picture is fetched
  await fresh.querySelector("img")?.decode().catch(() => {}); // told by its alternative text
  return fresh;
}

// The pages seen last stay at hand: turning back asks nobody.
function viewOf(href) {
  if (!fetched.has(href)) {
    const coming = fetchView(href);
    coming.catch(() => fetched.delete(href));
    fetched.set(href, coming);
    if (fetched.size > most) fetched.delete(fetched.keys().next().value);
  }
  return fetched.get(href);
}

function put(fresh, href, back) {
  const old = view();
  const before = sheet();
  const same = old.dataset.file === fresh.dataset.file;
  const top = before ? before.scrollTop / before.scrollHeight : 0;
  const resized = same && before && page() === fresh.querySelector(".fe-look__sheet")?.getAttribute("aria-label");
  const held = old.contains(document.activeElement) ? document.activeElement : null;
  old.replaceWith(fresh);
  const now = sheet();
  if (now) now.scrollTop = resized ? top * now.scrollHeight : back ? now.scrollHeight : 0;
  for (const link of pane.querySelectorAll(".fe-look__files a")) {
    link.toggleAttribute("aria-current", false);
    if (link.dataset.file === fresh.dataset.file) link.setAttribute("aria-current", "true");
  }
  if (held) {
    const again = held.dataset.turn ? fresh.querySelector(`[data-turn="${held.dataset.turn}"][href]`) : null;
    (again ?? (held.id ? fresh.querySelector(`#${held.id}`) : null) ?? now)?.focus({ preventScroll: true });
  }
  const address = new URL(href, location.href);
  if (address.pathname === location.pathname) history.replaceState(history.state, "", address.pathname + address.search);
}

async function show(href, { quiet = false, back = false } = {}) {
  wanted = href;
  view().setAttribute("aria-busy", "true");
  try {
    const fresh = await viewOf(href);
    if (wanted !== href) return;
    fresh.removeAttribute("aria-busy");
    put(fresh, href, back);
    if (quiet) return;
    say(fresh.querySelector(".fe-message__body")?.innerText ?? page());
    const later = fresh.querySelector('[data-turn="later"][href]');
    if (later && fresh.querySelector('[data-turn="earlier"][href]')) viewOf(later.href).catch(() => {});
  } catch {
    if (wanted !== href) return;
    view().removeAttribute("aria-busy");
    say(pane.dataset.failed);
    const told = Object.assign(document.createElement("p"), { className: "govuk-error-message", textContent: pane.dataset.failed });
    view().querySelector(":scope > .govuk-error-message")?.remove();
    view().prepend(told);
  }
}

function turn(name, how) {
  const link = view().querySelector(`[data-turn="${name}"][href]`);
  if (link) show(link.href, how);
  return Boolean(link);
}

// An arrow scrolls a page that is wider than the pane, and turns it at its edge; so do Page Up and Page Down.
function pressed(key, box) {
  const right = box.scrollWidth - box.clientWidth - box.scrollLeft;
  const below = box.scrollHeight - box.clientHeight - box.scrollTop;
  if (key === "+" || key === "=") return turn("larger");
  if (key === "-") return turn("smaller");
  if (key === "ArrowRight" && right < 2) return turn("later");
  if (key === "ArrowLeft" && box.scrollLeft < 2) return turn("earlier");
  if (key === "PageDown" && below < 2) return turn("later");
  return key === "PageUp" && box.scrollTop < 2 && turn("earlier", { back: true });
}

pane?.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-turn], .fe-look__files a");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (!link.href) return;
  if (link.dataset.file && !beside.matches) show(link.href).then(() => view().scrollIntoView());
  else show(link.href);
});

pane?.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || !event.target.matches(".fe-look__sheet")) return;
  if (pressed(event.key, event.target)) event.preventDefault();
});

pane?.addEventListener("submit", (event) => {
  event.preventDefault();
  const address = new URL(view().querySelector("[data-turn][href]").href);
  address.searchParams.set("page", event.target.elements.page.value);
  show(address.href);
});

// Beside the answers there is room for a file at once; on a narrow screen nothing is fetched before it is asked for.
const first = pane?.querySelector(".fe-look__files a");
if (first && !view().dataset.file && beside.matches) show(first.href, { quiet: true });

// The list of acts closes once one is chosen, and with Escape.
const menu = document.querySelector("[data-menu]");
menu?.addEventListener("click", (event) => {
  if (event.target.closest("a")) menu.open = false;
});
menu?.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !menu.open) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
