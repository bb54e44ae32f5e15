// Keeps the page true: polls for changes and replaces the regions that are read, never the boxes
// that are typed in. Without this file every form still works, by loading the page again.
"use strict";

const page = document.body.dataset;
const seen = {};
let busy = false;

async function poll() {
  if (busy) return;
  busy = true;
  try {
    const query = new URLSearchParams({ since: page.cursor, who: page.who, find: page.find });
    const answer = await fetch(`/changes?${query}`);
    if (answer.ok) show(await answer.json());
    document.body.classList.toggle("offline", !answer.ok);
  } catch {
    document.body.classList.add("offline");
  } finally {
    busy = false;
  }
}

function show(changes) {
  page.cursor = changes.cursor;
  for (const [name, html] of Object.entries(changes.regions)) {
    if (seen[name] === html) continue;
    seen[name] = html;
    replace(document.getElementById(name), html);
  }
}

function replace(region, html) {
  if (!region || region.contains(document.activeElement) && document.activeElement.matches("textarea, input[type=search]")) return;
  const focused = focusedIn(region);
  const top = region.scrollTop;
  const open = new Map([...region.querySelectorAll("details[data-key]")].map((one) => [one.dataset.key, one.open]));
  region.innerHTML = html;
  for (const one of region.querySelectorAll("details[data-key]")) {
    if (open.has(one.dataset.key)) one.open = open.get(one.dataset.key);
  }
  region.scrollTop = top;
  if (region === thread) toEnd();
  if (focused) region.querySelector(focused)?.focus({ preventScroll: true });
}

function focusedIn(region) {
  const one = document.activeElement;
  if (!one || one === region || !region.contains(one)) return "";
  if (one.name && one.value) return `[name="${one.name}"][value^="${CSS.escape(one.value.split(":")[0])}"]`;
  return one.getAttribute("href") ? `[href="${CSS.escape(one.getAttribute("href"))}"]` : "";
}

async function submit(form, button) {
  const fields = new FormData(form, button || undefined);
  for (const box of form.querySelectorAll("textarea, input[type=file]")) box.value = "";
  const words = form.enctype === "multipart/form-data" ? fields : new URLSearchParams(fields);
  const answer = await fetch(form.action, { method: "POST", body: words });
  tell(answer.ok ? "Done" : await answer.text());
  await poll();
}

function tell(words) {
  document.getElementById("told").textContent = words;
}

document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-quiet]")) return;
  event.preventDefault();
  submit(event.target, event.submitter);
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || !event.target.matches("[data-enter]")) return;
  event.preventDefault();
  event.target.form.requestSubmit();
});

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-sends]") && event.target.files.length) event.target.form.requestSubmit();
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-answers]");
  if (!button) return;
  const form = document.querySelector(".reply");
  form.querySelector("[name=mail]").value = button.dataset.answers;
  const box = form.querySelector("textarea");
  box.placeholder = `Answer "${button.dataset.subject}"`;
  box.focus();
});

const thread = document.getElementById("phone");
let atEnd = true;

function toEnd() {
  if (thread && atEnd) thread.scrollTop = thread.scrollHeight;
}

toEnd();
thread?.addEventListener("scroll", () => { atEnd = thread.scrollHeight - thread.scrollTop - thread.clientHeight < 80; });
thread?.addEventListener("load", toEnd, true);
if (thread) new ResizeObserver(toEnd).observe(thread);
setInterval(() => document.hidden || poll(), 1000);
