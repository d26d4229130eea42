// Which keys act? By their place on the keyboard, so that a Thai layout works as an English one does.
import { go } from "./screen.js";

const ACTS = {
  KeyA: () => document.getElementById("claim")?.click(),
  KeyE: (event) => document.getElementById(event.shiftKey ? "resolve-next" : "resolve")?.click(),
  Slash: () => document.getElementById("find")?.select(),
  KeyJ: () => step(1),
  KeyK: () => step(-1),
  KeyL: () => answer(),
  KeyM: () => document.getElementById("snooze")?.click(),
  KeyP: () => note(),
};

export function startKeys() {
  const dialog = document.getElementById("keys");
  const button = document.getElementById("show-keys");
  button.hidden = false;
  button.addEventListener("click", () => dialog.showModal());
  document.addEventListener("keydown", (event) => {
    if (event.altKey && !event.ctrlKey && !event.metaKey && ACTS[event.code]) {
      event.preventDefault();
      ACTS[event.code](event);
    } else if (event.key === "/" && !event.target.closest("input, textarea, select, dialog")) {
      event.preventDefault();
      ACTS.Slash();
    } else if (event.key === "?" && !event.target.closest("input, textarea, dialog")) {
      event.preventDefault();
      dialog.showModal();
    }
  });
}

// From a note back to the reply, and the other way round: switching never sends anything.
function answer() {
  const box = document.getElementById("note-box");
  if (box) box.open = false;
  (document.getElementById("text") ?? document.getElementById("claim"))?.focus();
}

function note() {
  const box = document.getElementById("note-box");
  if (!box) return;
  box.open = true;
  document.getElementById("note").focus();
}

function step(by) {
  const rows = [...document.querySelectorAll("#list a[data-id]")];
  const at = rows.findIndex((each) => each.classList.contains("is-open"));
  const next = rows[at < 0 ? (by > 0 ? 0 : rows.length - 1) : at + by];
  if (next) go(next.href);
}
