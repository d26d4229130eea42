// Will somebody wait too long? On every page of those who lead: a count on the board's door, and once for each chat a word.
import { leads, listen } from "./live.js";
import { alertBy, startSounding } from "./sounding.js";

const GAP = 3000;
const NOTES = [880, 660, 880];
const bar = document.getElementById("late-bar");
let known = new Set(bar.dataset.chats.split(" ").filter(Boolean));
let lookedAt = 0;
let planned = null;

startSounding();
listen(async () => plan());
document.addEventListener("visibilitychange", () => !document.hidden && plan());
document.getElementById("late-hide").addEventListener("click", () => (bar.hidden = true));

function plan() {
  planned ??= setTimeout(look, Math.max(0, lookedAt + GAP - Date.now()));
}

async function look() {
  planned = null;
  lookedAt = Date.now();
  const answer = await fetch("/board/late", { credentials: "same-origin" }).catch(() => null);
  if (answer?.ok) show(await answer.json());
}

function show({ count, title, body, chats }) {
  for (const each of document.querySelectorAll("[data-late-count]")) {
    each.hidden = !count;
    each.querySelector("[data-label]").textContent = count;
  }
  const fresh = chats.filter((each) => !known.has(each));
  known = new Set(chats);
  if (!count) bar.hidden = true;
  document.getElementById("late-title").textContent = title;
  document.getElementById("late-body").textContent = body;
  if (!fresh.length) return;
  // On the board itself the chats stand on top already.
  bar.hidden = Boolean(document.getElementById("board"));
  document.getElementById("late-said").textContent = `${title}: ${body}`;
  if (leads()) alertBy({ notes: NOTES, tag: "saphan-late", title, body, go: () => location.assign(bar.dataset.board) });
}
