// Which keys act? By their place on the keyboard, so that a Thai layout works as an English one does.
import { go } from "./screen.js";

const ACTS = {
  KeyA: () => document.getElementById("claim")?.click(),
  KeyE: () => document.getElementById("resolve")?.click(),
  Slash: () => document.getElementById("find")?.select(),
  KeyJ: () => step(1),
  KeyK: () => step(-1),
};

export function startKeys() {
  const dialog = document.getElementById("keys");
  const button = document.getElementById("show-keys");
  button.hidden = false;
  button.addEventListener("click", () => dialog.showModal());
  document.addEventListener("keydown", (event) => {
    if (event.altKey && !event.ctrlKey && !event.metaKey && ACTS[event.code]) {
      event.preventDefault();
      ACTS[event.code]();
    } else if (event.key === "/" && !event.target.closest("input, textarea, select, dialog")) {
      event.preventDefault();
      ACTS.Slash();
    } else if (event.key === "?" && !event.target.closest("input, textarea, dialog")) {
      event.preventDefault();
      dialog.showModal();
    }
  });
}

function step(by) {
  const rows = [...document.querySelectorAll("#list a[data-id]")];
  const at = rows.findIndex((each) => each.classList.contains("is-open"));
  const next = rows[at < 0 ? (by > 0 ? 0 : rows.length - 1) : at + by];
  if (next) go(next.href);
}
