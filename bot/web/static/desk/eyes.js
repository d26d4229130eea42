// Who else is at the chats of this list? Told by the feed, asked for once for all of them, and gone again by itself.
const GAP = 1500;
const EVERY = 25_000;
let askedAt = 0;
let planned = null;

export function startEyes() {
  document.addEventListener("saphan:news", (event) => {
    const { kind, conversation } = event.detail;
    if (kind === "looking" && row(conversation)) plan();
  });
  setInterval(() => document.querySelector("#list [data-eyes]:not([hidden])") && plan(), EVERY);
}

function row(id) {
  return document.querySelector(`#list a[data-id="${CSS.escape(id)}"]`);
}

function plan() {
  if (document.hidden) return;
  planned ??= setTimeout(ask, Math.max(0, askedAt + GAP - Date.now()));
}

async function ask() {
  planned = null;
  askedAt = Date.now();
  const ids = [...document.querySelectorAll("#list a[data-id]")].map((each) => each.dataset.id);
  if (!ids.length) return;
  const answer = await fetch(`/c/eyes?of=${ids.join(",")}`, { credentials: "same-origin" }).catch(() => null);
  if (!answer?.ok) return;
  const found = await answer.json();
  for (const id of ids) show(row(id)?.querySelector("[data-eyes]"), found[id]);
}

// Only what changed is touched, so that a screen reader at the row is not read all of it anew.
function show(place, eyes) {
  if (!place) return;
  place.hidden = !eyes;
  write(place.querySelector("[data-short]"), eyes?.short ?? "");
  write(place.querySelector("[data-said]"), eyes?.said ?? "");
}

function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
