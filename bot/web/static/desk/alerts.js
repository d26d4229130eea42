// Something of mine waits: a sound and a notification, once a click has asked for them; never for others' chats.
import { alertBy, startSounding } from "./sounding.js";
import { say } from "./words.js";

let before = null;

export function startAlerts() {
  startSounding();
  before = mine();
}

// After each look at the list: more of mine wait than before, so somebody wrote to me or was given to me.
export function alertMine() {
  const [was, now] = [before, mine()];
  before = now;
  if (was === null || now <= was) return;
  alertBy({ notes: [660, 880], tag: "saphan-mine", title: say("mine_waiting", { n: now }) });
}

function mine() {
  return Number(document.getElementById("list")?.dataset.mine ?? 0);
}
