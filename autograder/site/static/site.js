// Puts the news of a lesson into its page as they come. Without this script the same page shows them when it is reloaded.
"use strict";

const panel = document.querySelector("[data-events]");
const shown = new Map(); // what the server last said of each part, so that only what changed is touched
let source;

if (panel) {
  panel.querySelector(".without-script").remove();
  remember(panel);
  panel.addEventListener("submit", send);
  document.addEventListener("visibilitychange", listen);
  window.addEventListener("focus", () => source?.readyState === EventSource.CLOSED && listen());
  listen();
}
for (const form of document.querySelectorAll("[data-keep]")) keep(form);

// A browser has few connections for one site: a page that nobody sees lets go of its own.
function listen() {
  source?.close();
  if (document.hidden) return;
  source = new EventSource(panel.dataset.events);
  source.addEventListener("panel", (event) => take(parsed(JSON.parse(event.data))));
  source.addEventListener("over", () => {
    source.close();
    say("Other lessons were opened since. Come back to this page, and it goes on.");
  });
  source.addEventListener("error", () => {
    source.close();
    say("The course does not answer. Does it still run in its terminal?");
    setTimeout(listen, 2000);
  });
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

function take(news) {
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
    const focused = old.contains(document.activeElement);
    old.replaceWith(part.cloneNode(true));
    if (focused) panel.querySelector(`[data-part="${CSS.escape(part.dataset.part)}"] :is(button, a, summary)`)?.focus();
  }
}

async function send(event) {
  const form = event.target.closest("[data-action]");
  if (!form) return;
  event.preventDefault();
  const answer = await post(form);
  if (!answer) { form.submit(); return; }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  take(page.querySelector("[data-events]"));
  listen(); // begins with the newest panel, whatever came in which order meanwhile
  if (form.dataset.then) panel.querySelector(form.dataset.then)?.focus(); // what was asked for is read out
}

async function post(form) {
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form), keepalive: true });
    return answer.ok ? answer : null;
  } catch {
    return null;
  }
}

// What somebody writes into a field is kept while they type.
function keep(form) {
  const said = form.querySelector(".kept");
  let timer = 0;
  const now = async () => {
    clearTimeout(timer);
    timer = 0;
    said.textContent = await post(form) ? "Kept." : "Not kept: is the course still running?";
  };
  form.addEventListener("input", () => {
    said.textContent = "";
    clearTimeout(timer);
    timer = setTimeout(now, 600);
  });
  form.addEventListener("submit", (event) => { event.preventDefault(); now(); });
  window.addEventListener("pagehide", () => timer && now());
}
