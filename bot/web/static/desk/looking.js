// Who else is at this chat? Said while this tab is seen, so that two people do not write the same answer.
import { conversation } from "./composer.js";

const EVERY = 20_000;
const WRITING_FOR = 8_000;
let wroteAt = 0;
let askedAt = 0;
let at = "";

export function startLooking() {
  document.addEventListener("input", (event) => {
    if (!event.target.matches("#text, #note")) return;
    wroteAt = Date.now();
    if (Date.now() - askedAt > WRITING_FOR) look();
  });
  document.addEventListener("visibilitychange", () => (document.hidden ? leave() : look()));
  window.addEventListener("pagehide", leave);
  setInterval(look, EVERY);
  look();
}

export async function look() {
  const open = conversation();
  if (at && at !== open) leave();
  if (!open || document.hidden) return;
  at = open;
  askedAt = Date.now();
  const body = new URLSearchParams({ writing: Date.now() - wroteAt < WRITING_FOR ? "1" : "0" });
  const answer = await post(open, body);
  const place = document.getElementById("others");
  if (!answer?.ok || conversation() !== open || !place) return;
  const said = (await answer.json()).join(" · ");
  if (place.textContent !== said) place.textContent = said;
  place.hidden = !said;
}

// Another chat, another tab, or gone: colleagues' lists should not show an eye for a minute more.
function leave() {
  if (!at) return;
  post(at, new URLSearchParams({ gone: "1" }));
  at = "";
}

function post(chat, body) {
  const token = document.querySelector("input[name=csrf_token]")?.value;
  const headers = { "X-CSRFToken": token };
  return fetch(`/c/${chat}/looking`, { method: "POST", headers, body, credentials: "same-origin", keepalive: true }).catch(() => null);
}
