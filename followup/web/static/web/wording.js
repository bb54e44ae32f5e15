// The editor of templates: chips that write a variable where the cursor is, and one-click mends.
// Everything here can also be typed.
"use strict";

const field = document.getElementById("id_source");

// As if typed: the browser's own undo takes it back, and the preview hears of it.
function write(words, start, end) {
  field.focus();
  field.setSelectionRange(start, end);
  if (!document.execCommand("insertText", false, words)) {
    field.setRangeText(words, start, end, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

function replace(wrong, instead, all) {
  const whole = field.value;
  if (all) return write(whole.replaceAll(wrong, instead), 0, whole.length);
  const at = whole.search(new RegExp(`(?<!\\w)${wrong.replace(/\W/g, "\\$&")}(?!\\w)`));
  if (at >= 0) write(instead, at, at + wrong.length);
}

function show() {
  for (const hidden of document.querySelectorAll(".mend[hidden]")) hidden.hidden = false;
}

if (field) {
  document.getElementById("chips").hidden = false;
  document.addEventListener("click", ({ target }) => {
    const button = target.closest("button[data-insert], button[data-replace]");
    if (!button) return;
    const { insert, replace: wrong, with: instead, all } = button.dataset;
    if (insert) write(insert, field.selectionStart, field.selectionEnd);
    else replace(wrong, instead, all);
  });
  document.addEventListener("htmx:afterSettle", show);
  show();
}
