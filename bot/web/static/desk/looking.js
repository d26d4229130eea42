// Who else is at this chat? Said while this tab is seen, so that two people do not write the same answer.
import { conversation } from "./composer.js";

const EVERY = 20_000;
const WRITING_FOR = 8_000;
let wroteAt = 0;
let askedAt = 0;

export function startLooking() {
  document.addEventListener("input", (event) => {
    if (!event.target.matches("#text, #note")) return;
    wroteAt = Date.now();
    if (Date.now() - askedAt > WRITING_FOR) look();
  });
  document.addEventListener("visibilitychange", look);
  setInterval(look, EVERY);
  look();
}

export async function look() {
  const open = conversation();
  const token = document.querySelector("input[name=csrf_token]")?.value;
  if (!open || !token || document.hidden) return;
  askedAt = Date.now();
  const body = new URLSearchParams({ writing: Date.now() - wroteAt < WRITING_FOR ? "1" : "0" });
  const headers = { "X-CSRFToken": token };
  const answer = await fetch(`/c/${open}/looking`, { method: "POST", headers, body, credentials: "same-origin" }).catch(() => null);
  const place = document.getElementById("others");
  if (!answer?.ok || conversation() !== open || !place) return;
  const said = (await answer.json()).join(" · ");
  if (place.textContent !== said) place.textContent = said;
  place.hidden = !said;
}
