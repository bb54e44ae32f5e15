// The body map is a second way to the list of regions; the list holds the truth, and stands alone
// where this file is missing. Touching a part ticks its box, and ticking a box colours its part.
(() => {
  "use strict";

  const map = document.getElementById("map");
  const list = document.getElementById("id_regions");
  if (!map || !list) return;

  const partsOf = (name) => map.querySelectorAll(`[data-region="${CSS.escape(name)}"]`);
  const boxOf = (name) => list.querySelector(`input[value="${CSS.escape(name)}"]`);
  const mark = (name, how, is) => partsOf(name).forEach((part) => part.classList.toggle(how, is));
  const nameAt = (event) => event.target.closest("[data-region]")?.dataset.region;
  const show = () =>
    list.querySelectorAll("input[type=checkbox]").forEach((box) => mark(box.value, "on", box.checked));

  for (const part of map.querySelectorAll("[data-region]")) {
    const label = boxOf(part.dataset.region)?.closest("label");
    const title = document.createElementNS("http://www.w3.org/2000/svg", "title");
    title.textContent = label ? label.textContent.trim() : "";
    part.prepend(title);
  }

  map.addEventListener("click", (event) => boxOf(nameAt(event) ?? "")?.click());
  for (const [kind, is] of [["pointerover", true], ["pointerout", false]]) {
    map.addEventListener(kind, (event) => mark(nameAt(event) ?? "", "near", is));
  }
  list.addEventListener("change", show);
  // Coming back by the history, a browser fills the boxes in again by itself.
  window.addEventListener("pageshow", show);
  map.hidden = false;
  show();
})();
