// Notes and menus: opened by key, kept while the screen changes around them, closed by Escape or a click beside.
import { pick } from "./picker.js";

export function startNotes() {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    const open = document.querySelector("details[data-menu][open]") ?? (event.target.id === "note" ? event.target.closest("details") : null);
    if (!open) return;
    open.open = false;
    (open.id === "note-box" ? (document.getElementById("text") ?? open.querySelector("summary")) : open.querySelector("summary")).focus();
  });
  document.addEventListener("click", (event) => {
    for (const each of document.querySelectorAll("details[data-menu][open]")) {
      if (!each.contains(event.target)) each.open = false;
    }
  });
  document.addEventListener("toggle", (event) => {
    if (event.target.id === "note-box" && event.target.open) document.getElementById("note").focus();
    if (event.target.matches?.("details[data-menu]") && event.target.open) {
      event.target.querySelector("input:not([type=hidden]), select, textarea, button:not(:disabled)")?.focus({ preventScroll: true });
    }
  }, true);
  pick("#note", "@", (words) => people().filter((each) => each.toLowerCase().includes(words)).map((each) => ({ label: each, text: `@${each} ` })));
}

// Something half-written in a menu must outlast the refresh that brings the news.
export function isMenuInUse() {
  const open = document.querySelector("#thread .head details[data-menu][open]");
  return Boolean(open);
}

function people() {
  return JSON.parse(document.getElementById("note")?.dataset.people ?? "[]");
}
