// Keys for the review list, and rows that stay put while new ones arrive.
// Everything here can also be done with links and buttons.
"use strict";

const OFF = "keys-off";
const list = document.getElementById("list");

const rows = () => [...document.querySelectorAll("#lines a[id^='line-']")];
const current = () => document.querySelector("#lines a[aria-current]");
const typing = (target) => target.closest("input, textarea, select, dialog[open]") !== null;

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

function press(key) {
  const found = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (!found) return false;
  found.click();
  if (found.localName === "summary" && found.parentElement.open) {
    found.parentElement.querySelector("textarea").focus();
  }
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (localStorage.getItem(OFF) && event.key !== "?") return;
  if (event.key === "j" || event.key === "k") step(event.key === "j" ? 1 : -1);
  else if (event.key.length !== 1 || !press(event.key)) return;
  event.preventDefault();
});

for (const opener of document.querySelectorAll("[data-opens]")) {
  opener.hidden = false;
  opener.addEventListener("click", () => document.getElementById(opener.dataset.opens).showModal());
}

const switchBox = document.getElementById("keys-on");
switchBox.checked = !localStorage.getItem(OFF);
switchBox.addEventListener("change", () => {
  if (switchBox.checked) localStorage.removeItem(OFF);
  else localStorage.setItem(OFF, "yes");
});

// The row that the eye rests on keeps its place when the list is drawn anew.
let held = null;

document.addEventListener("htmx:beforeSwap", (event) => {
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
  if (event.detail.target.id === "pane") {
    event.detail.target.scrollTop = 0;
    window.scrollTo(0, 0);
    document.getElementById("item-title")?.focus({ preventScroll: true });
  }
});

current()?.closest("li").scrollIntoView({ block: "nearest" });
