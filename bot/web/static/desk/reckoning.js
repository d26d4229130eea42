// What is still being reckoned comes by itself: the page is asked again until it has it.
import { freshOf, swap } from "./typed.js";

const AT_ONCE = 100; // the server waits some seconds itself before it says "not yet"
const LATER = 5000;

async function look() {
  const part = document.getElementById("reckoned");
  if (!part?.dataset.live) return;
  let wait = LATER;
  try {
    const answer = await fetch(part.dataset.live, { credentials: "same-origin" });
    if (answer.status === 401) return;
    if (answer.ok) {
      const html = await answer.text();
      wait = AT_ONCE;
      if (!freshOf("reckoned", html)?.dataset.live) swap("reckoned", html);
    }
  } catch {
    // The line is down for a moment; the next look will tell.
  }
  setTimeout(look, wait);
}

setTimeout(look, AT_ONCE);
