// Puts the news of a lesson into its page as they come. Without this script the same page shows them when it is reloaded.
"use strict";

const panel = document.querySelector("[data-events]");
const renewed = document.querySelector("[data-renewed]");
const shown = new Map(); // what the server last said of each part, so that only what changed is touched
const SILENT = "The course does not answer. Does it still run in its terminal?";
let source;
let again = 0;
let pressed = false; // a button that is replaced between press and release would not be clicked
let held; // the news that wait for the release

document.documentElement.classList.add("script");
if (renewed) document.addEventListener("visibilitychange", renew);
if (panel) {
  remember(panel);
  new IntersectionObserver(([bar]) => panel.classList.toggle("alone", !bar.isIntersecting)).observe(document.querySelector(".top"));
  panel.addEventListener("submit", send);
  panel.addEventListener("pointerdown", () => { pressed = true; });
  for (const end of ["pointerup", "pointercancel"]) window.addEventListener(end, () => setTimeout(release));
  document.addEventListener("visibilitychange", listen);
  window.addEventListener("focus", () => source?.readyState === EventSource.CLOSED && listen());
  listen();
}
for (const form of document.querySelectorAll("[data-keep]")) keep(form);

// A browser has few connections for one site: a page that nobody sees lets go of its own.
function listen() {
  source?.close();
  clearTimeout(again);
  if (document.hidden) return;
  source = new EventSource(panel.dataset.events);
  source.addEventListener("panel", (event) => {
    const news = parsed(JSON.parse(event.data));
    adopt(news.querySelector("[name=token]").value);
    take(news);
  });
  source.addEventListener("over", () => {
    source.close();
    say("Other lessons were opened since. Come back to this page, and it goes on.");
  });
  source.addEventListener("error", () => {
    source.close();
    say(SILENT);
    again = setTimeout(listen, 2000);
  });
}

// The course was started anew while this page was open: it goes on with the token of that start.
function adopt(token) {
  for (const field of document.querySelectorAll("[name=token]")) field.value = token;
}

// Another lesson's page, or a terminal, may have seen more bricks since somebody looked at the course.
async function renew() {
  if (document.hidden) return;
  try {
    const answer = await fetch(location.href);
    if (answer.ok) renewed.innerHTML = parsed(await answer.text()).querySelector("[data-renewed]").innerHTML;
  } catch {
    // it has been closed, and what is shown is the last that was known
  }
}

function say(words) {
  const said = panel.querySelector("[data-part=said]");
  said.className = "said trouble";
  said.textContent = words;
  shown.delete("said");
}

function parsed(html) {
  const box = document.createElement("template");
  box.innerHTML = html;
  return box.content;
}

function parts(root) {
  return [...root.querySelectorAll("[data-part]")];
}

// Of a part that holds other parts, only its own attributes and words count.
function own(part) {
  const copy = part.cloneNode(true);
  for (const inner of parts(copy)) inner.replaceWith(inner.dataset.part);
  return copy.outerHTML;
}

function remember(root) {
  for (const part of parts(root)) shown.set(part.dataset.part, own(part));
}

function release() {
  pressed = false;
  if (held) take(held);
}

function take(news) {
  held = pressed ? news : undefined;
  if (held) return;
  for (const part of parts(news)) {
    const name = part.dataset.part;
    const html = own(part);
    const old = panel.querySelector(`[data-part="${CSS.escape(name)}"]`);
    if (old && shown.get(name) !== html) {
      replace(old, part);
      if (name === "done" && part.childElementCount) panel.scrollTop = 0; // nobody shall miss that
    }
    shown.set(name, html);
  }
}

// The live region stays and gets other words: a new element would not be read out.
function replace(old, part) {
  if (old.getAttribute("role") === "status") {
    old.className = part.className;
    old.textContent = part.textContent;
  } else {
    const fresh = part.cloneNode(true);
    const focused = old.contains(document.activeElement) && document.activeElement;
    for (const fold of old.querySelectorAll("details:not([data-part])[open]")) {
      const same = alike(fresh, fold);
      if (same) same.open = true;
    }
    const next = focused && (alike(fresh, focused) ?? fresh.querySelector("button, a, summary"));
    old.replaceWith(fresh);
    if (next) next.focus({preventScroll: true});
  }
}

// Of an element that is replaced, its fellow in the new part: of the same kind, and for the same thing.
function alike(fresh, old) {
  const what = (each) => [each.className, each.getAttribute("href"), each.form?.getAttribute("action"), each.parentElement.className].join();
  return [...fresh.querySelectorAll(old.tagName)].find((each) => what(each) === what(old));
}

// The panel scrolls to what was asked for, and the text beside it stays where somebody reads.
function show(element) {
  element.focus({preventScroll: true});
  if (getComputedStyle(panel).position !== "sticky") { element.scrollIntoView({block: "nearest"}); return; }
  const head = panel.querySelector(".score").getBoundingClientRect().bottom;
  const { top, bottom } = element.getBoundingClientRect();
  const end = Math.min(panel.getBoundingClientRect().bottom, innerHeight);
  if (top < head || bottom > end) panel.scrollTop += top - head - 8;
}

async function send(event) {
  const form = event.target.closest("[data-action]");
  if (!form) return;
  event.preventDefault();
  const answer = await post(form);
  if (answer === undefined) { say(SILENT); return; }
  if (!answer.ok) { form.submit(); return; } // the page that says why
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  take(page.querySelector("[data-events]"));
  listen(); // begins with the newest panel, whatever came in which order meanwhile
  if (form.dataset.then) { // what was asked for is read out
    const asked = panel.querySelector(form.dataset.then);
    if (asked) show(asked);
  }
}

// The answer to a form, or nothing when nobody is there.
async function post(form) {
  try {
    return await fetch(form.action, { method: "POST", body: new FormData(form), keepalive: true });
  } catch {
    return undefined;
  }
}

// What somebody writes into a field is kept while they type.
function keep(form) {
  const said = form.querySelector(".kept");
  let timer = 0;
  const now = async () => {
    clearTimeout(timer);
    timer = 0;
    const kept = (await post(form))?.ok;
    said.textContent = kept ? "Kept." : "Not kept yet: is the course still running?";
    if (!kept) timer = setTimeout(now, 3000);
  };
  form.addEventListener("input", () => {
    said.textContent = "";
    clearTimeout(timer);
    timer = setTimeout(now, 600);
  });
  form.addEventListener("submit", (event) => { event.preventDefault(); now(); });
  window.addEventListener("pagehide", () => timer && now());
}
