// Keys for the review list, rows that stay put while new ones arrive, and words that are not lost.
// Everything here can also be done with links and buttons.
"use strict";

const OFF = "keys-off";
const SOUND = "sound-on";
const list = document.getElementById("list");

const rows = () => [...document.querySelectorAll("#lines a[id^='line-']")];
const current = () => rows().find((row) => row.pathname === location.pathname);
const typing = (target) =>
  target.closest("input:not([type='checkbox'], [type='radio']), textarea, select, dialog[open]");
const urgent = () => Number(document.getElementById("lines")?.dataset.urgent ?? 0);

function markCurrent() {
  for (const row of rows()) {
    if (row.pathname === location.pathname) row.setAttribute("aria-current", "true");
    else row.removeAttribute("aria-current");
  }
}

// j and k: with an item open they open its neighbour, else they move along the list.
function step(by) {
  const all = rows();
  if (!all.length) return;
  const opened = current();
  const from = all.indexOf(opened ?? document.activeElement);
  const next = all[Math.min(Math.max(from + by, 0), all.length - 1)];
  next.closest("li").scrollIntoView({ block: "nearest" });
  if (opened) {
    if (next !== opened) next.click();
  } else next.focus();
}

// A digit chooses in the menu that is open; any other key presses what carries it.
function press(key) {
  const name = /^[1-9]$/.test(key) ? "digit" : "key";
  const found = [...document.querySelectorAll(`[data-${name}="${CSS.escape(key)}"]`)].find((each) =>
    each.checkVisibility(),
  );
  if (!found) return false;
  const field = found.hash ? document.querySelector(found.hash) : found.matches("input") && found;
  if (field) {
    field.focus();
    return true;
  }
  found.click();
  if (found.localName === "summary" && found.parentElement.open) {
    found.parentElement.querySelector("textarea, [data-digit], select")?.focus();
    found.parentElement.scrollIntoView({ block: "nearest" });
  }
  return true;
}

// Escape leaves the field, then closes the menu; the words stay.
function escape(target) {
  const menu = target.closest("details[open]") ?? document.querySelector("details.choices[open]");
  if (!menu) return;
  if (menu.classList.contains("choices")) menu.open = false;
  menu.querySelector("summary").focus();
}

const reply = () => document.getElementById("id_text");

// "/" where a word may begin opens the canned replies; arrows walk them, Enter takes one.
function openCanned(event) {
  const field = reply();
  const before = field.value.slice(0, field.selectionStart);
  if (event.key !== "/" || !/(^|\s)$/.test(before)) return;
  const canned = document.getElementById("canned");
  canned.open = true;
  canned.querySelector("[data-words]")?.focus();
  event.preventDefault();
}

function walk(event) {
  const offered = [...event.target.closest(".offered").querySelectorAll("[data-words]")];
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!by) return;
  const at = offered.indexOf(event.target) + by;
  offered[(at + offered.length) % offered.length].focus();
  event.preventDefault();
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target === reply()) {
    event.target.form.requestSubmit(event.target.form.querySelector("[name='close']"));
    return;
  }
  if (event.target === reply()) openCanned(event);
  if (event.target.closest?.(".offered")) walk(event);
});

document.addEventListener("click", (event) => {
  const chosen = event.target.closest?.("[data-words]");
  if (!chosen) return;
  event.preventDefault();
  const field = reply();
  chosen.closest("details").open = false;
  field.setRangeText(chosen.dataset.words, field.selectionStart, field.selectionEnd, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
});

// Colleagues before the same item are told that a reply is being written.
document.addEventListener("input", (event) => {
  const writing = document.getElementById("writing");
  if (writing && event.target === reply()) writing.value = reply().value ? "yes" : "";
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (localStorage.getItem(OFF) && event.key !== "?") return;
  if (event.key === "Escape" && !document.querySelector("dialog[open]")) escape(event.target);
  if (typing(event.target)) return;
  if (event.key === "j" || event.key === "k") step(event.key === "j" ? 1 : -1);
  else if (event.key.length !== 1 || !press(event.key)) return;
  event.preventDefault();
});

for (const opener of document.querySelectorAll("[data-opens]")) {
  opener.hidden = false;
  opener.addEventListener("click", () => document.getElementById(opener.dataset.opens).showModal());
}

function remembered(id, name, wanted) {
  const box = document.getElementById(id);
  if (!box) return;
  box.checked = (localStorage.getItem(name) !== null) === wanted;
  box.addEventListener("change", () => {
    if (box.checked === wanted) localStorage.setItem(name, "yes");
    else localStorage.removeItem(name);
  });
}

remembered("keys-on", OFF, false);
remembered("sound-on", SOUND, true);

// Two soft tones, made here: nothing is fetched.
function sound() {
  const audio = new AudioContext();
  for (const [at, pitch] of [[0, 660], [0.18, 880]]) {
    const tone = new OscillatorNode(audio, { frequency: pitch });
    const volume = new GainNode(audio, { gain: 0.15 });
    tone.connect(volume).connect(audio.destination);
    tone.start(audio.currentTime + at);
    tone.stop(audio.currentTime + at + 0.15);
  }
}

// What was typed for one item and not sent yet waits, in this page only, until one comes back.
const drafts = new Map();

function fields() {
  const item = document.querySelector("[data-item]")?.dataset.item;
  return [...document.querySelectorAll("#pane textarea")].map((field) => [`${item} ${field.id}`, field]);
}

function keepDrafts() {
  for (const [name, field] of fields()) {
    if (field.value) drafts.set(name, field.value);
    else drafts.delete(name);
  }
}

function bringDrafts() {
  for (const [name, field] of fields()) {
    if (field.value || !drafts.has(name)) continue;
    field.value = drafts.get(name);
    field.closest("details")?.setAttribute("open", "");
  }
}

let leaving = false;
document.addEventListener("submit", (event) => {
  const unsent = event.target !== reply()?.form && reply()?.value;
  leaving = !unsent;
});
window.addEventListener("beforeunload", (event) => {
  keepDrafts();
  if (!leaving && drafts.size) event.preventDefault();
});

// The row that the eye rests on keeps its place when the list is drawn anew.
let held = null;
let wereUrgent = urgent();

document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target.id === "pane") keepDrafts();
  if (event.detail.target.id !== "lines") return;
  const top = list.getBoundingClientRect().top;
  const row = rows().find((each) => each.closest("li").getBoundingClientRect().top >= top);
  held = row && { id: row.id, top: row.closest("li").getBoundingClientRect().top };
});

document.addEventListener("htmx:afterSettle", (event) => {
  markCurrent();
  const row = held && document.getElementById(held.id);
  if (row) list.scrollTop += row.closest("li").getBoundingClientRect().top - held.top;
  held = null;
  if (urgent() > wereUrgent && localStorage.getItem(SOUND)) sound();
  wereUrgent = urgent();
  if (event.detail.target.id === "pane") {
    bringDrafts();
    event.detail.target.scrollTop = 0;
    window.scrollTo(0, 0);
    document.getElementById("item-title")?.focus({ preventScroll: true });
  }
});

document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.detail.elt.id === "show-more") event.detail.elt.dataset.last = rows().length;
});

document.addEventListener("htmx:afterSwap", (event) => {
  const last = event.detail.requestConfig.elt.dataset?.last;
  if (last) rows()[Number(last)]?.focus();
});

current()?.closest("li").scrollIntoView({ block: "nearest" });
