// How long has somebody waited, how long is a reply still free? Counted in the browser between refreshes.
import { now, say } from "./words.js";

const MINUTE = 60_000;
const LATE = 10 * MINUTE;

export function startClocks() {
  tick();
  setInterval(tick, 1000);
}

export function tick() {
  for (const each of document.querySelectorAll("[data-since]")) showWait(each);
  for (const each of document.querySelectorAll("[data-until]")) showLeft(each);
}

function showWait(element) {
  const waited = now() - Number(element.dataset.since);
  write(element, waitingWords(waited));
  const late = waited > LATE;
  if (element.classList.contains("pill")) {
    element.classList.toggle("pill-risk", late);
    element.classList.toggle("pill-wait", !late);
  } else {
    element.classList.toggle("risk", late);
    element.classList.toggle("wait", !late);
  }
}

function waitingWords(waited) {
  const minutes = Math.max(0, Math.floor(waited / MINUTE));
  const hours = Math.floor(minutes / 60);
  if (minutes < 1) return say("wait_now");
  if (hours < 1) return say("wait_minutes", { m: minutes });
  if (hours < 24) return say("wait_hours", { h: hours, m: minutes % 60 });
  return say("wait_days", { d: Math.floor(hours / 24) });
}

function showLeft(element) {
  const seconds = Math.ceil((Number(element.dataset.until) - now()) / 1000);
  if (seconds > 0) {
    const left = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    write(element, say(element.dataset.word, { left }));
    element.hidden = false;
  } else if (element.dataset.then) {
    write(element, say(element.dataset.then));
    element.classList.replace("pill-free", "pill-quiet");
  } else {
    element.hidden = true;
  }
}

function write(element, text) {
  const label = element.querySelector("[data-label]") ?? element;
  if (label.textContent !== text) label.textContent = text;
}
