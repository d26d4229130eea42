// What is being written: drafts that survive, LINE's own count of characters, and sending by keyboard.
import { CARRIED, sendAlong, sentAlong } from "./files.js";
import { markOver, units } from "./typed.js";
import { say } from "./words.js";

const LIMIT = 5000;
const WARN_FROM = 4500;
const KEPT_DAYS = 7;
const PREFIX = "saphan-draft-";

export function startComposer() {
  document.addEventListener("input", (event) => {
    if (event.target.matches("#text, #note")) typed(event.target);
  });
  document.addEventListener(CARRIED, () => document.getElementById("text") && keep(document.getElementById("text")));
  document.addEventListener("keydown", (event) => {
    const sends = event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.isComposing;
    if (!sends || !event.target.matches("#text, #note")) return;
    event.preventDefault();
    event.target.form.requestSubmit();
  });
  forgetOld();
  openComposer();
}

// After a composer appears: its draft, its height, its counter.
export function openComposer() {
  for (const box of document.querySelectorAll("#text, #note")) {
    if (!box.value) restore(box);
    fit(box);
    count(box);
    if (box.id === "note" && box.value) box.closest("details").open = true;
  }
}

function keyOf(box) {
  return box.id === "note" ? `note-${conversation()}` : conversation();
}

export function forgetDraft(id) {
  try {
    localStorage.removeItem(PREFIX + id);
  } catch {
    // A browser without storage has no draft to forget.
  }
}

export function conversation() {
  return document.getElementById("thread")?.dataset.conversation ?? "";
}

function typed(box) {
  fit(box);
  count(box);
  keep(box);
}

// The words, and the canned picture that goes with them; a file of one's own the browser lets nobody keep.
function keep(box) {
  const along = box.id === "text" ? sentAlong() : null;
  try {
    if (box.value || along) localStorage.setItem(PREFIX + keyOf(box), JSON.stringify({ text: box.value, along, at: Date.now() }));
    else forgetDraft(keyOf(box));
  } catch {
    // Full or forbidden storage: the text is still in the box.
  }
}

function restore(box) {
  const draft = recall(keyOf(box));
  box.value = draft?.text ?? "";
  if (box.id === "text" && draft?.along) sendAlong(draft.along);
}

function recall(id) {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + id));
  } catch {
    return null;
  }
}

// A draft belongs to a customer; it does not stay on a shared machine for ever.
function forgetOld() {
  try {
    const oldest = Date.now() - KEPT_DAYS * 86_400_000;
    for (const key of Object.keys(localStorage)) {
      if (key.startsWith(PREFIX) && !(JSON.parse(localStorage.getItem(key))?.at > oldest)) localStorage.removeItem(key);
    }
  } catch {
    // Nothing kept, nothing to forget.
  }
}

function fit(box) {
  box.rows = Math.min(10, Math.max(window.matchMedia("(max-width: 900px)").matches ? 2 : 3, box.value.split("\n").length));
}

function count(box) {
  if (box.id !== "text") return;
  const counter = document.getElementById("counter");
  const length = units(box.value);
  counter.hidden = length < WARN_FROM;
  counter.textContent = counter.hidden ? "" : say("units", { n: length.toLocaleString("en") });
  markOver(counter, length, LIMIT);
}
