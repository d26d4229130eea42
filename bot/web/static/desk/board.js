// The board follows what happens: at most one look every few seconds, and none while nobody sees it.
import { listen } from "./live.js";
import { startClocks, tick } from "./clocks.js";

const GAP = 4000;
let lookedAt = Date.now();
let planned = null;

async function look() {
  planned = null;
  if (document.hidden || isInUse()) return plan(); // a hidden tab looks again when it is shown
  lookedAt = Date.now();
  const answer = await fetch("/board/part", { credentials: "same-origin" }).catch(() => null);
  if (!answer?.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("board");
  if (!fresh) return;
  if (isInUse()) return plan(); // since it was asked for
  document.getElementById("board").replaceWith(fresh);
  tick();
}

// Nothing is swapped under the hand that chooses.
function isInUse() {
  return document.getElementById("board").contains(document.activeElement?.closest("select, button"));
}

function plan() {
  planned ??= setTimeout(look, Math.max(0, lookedAt + GAP - Date.now()) || GAP / 4);
}

listen(async () => plan());
document.addEventListener("saphan:news", (event) => event.detail.kind === "presence" && plan());
document.addEventListener("visibilitychange", () => !document.hidden && plan());
startClocks();
