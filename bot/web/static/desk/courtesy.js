// Small courtesies to the customer: three dots while an agent types, "read" once it is before their eyes.
import { conversation } from "./composer.js";

const TYPING_EVERY = 6000;
let typedAt = 0;
let told = "";

export function startCourtesy() {
  document.addEventListener("input", (event) => {
    if (event.target.id !== "text" || !event.target.value || Date.now() - typedAt < TYPING_EVERY) return;
    typedAt = Date.now();
    tell("typing");
  });
  document.addEventListener("visibilitychange", tellRead);
  tellRead();
}

// Called whenever the thread has been shown anew.
export function tellRead() {
  const unread = document.getElementById("thread")?.dataset.unread;
  const mark = `${conversation()}:${unread}`;
  if (!unread || document.visibilityState !== "visible" || mark === told) return;
  told = mark;
  tell("read");
}

function tell(what) {
  const token = document.querySelector("form[data-write] input[name=csrf_token]")?.value;
  if (!token) return;
  const headers = { "X-CSRFToken": token };
  fetch(`/c/${conversation()}/${what}`, { method: "POST", headers, credentials: "same-origin" }).catch(() => {});
}
