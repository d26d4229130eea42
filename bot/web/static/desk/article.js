// An article's page: LINE's own counts while typing, what the customer will see, and no work lost by leaving.
import { afterTyping, countFields, swap, typedIn } from "./typed.js";

const form = document.getElementById("article");
const LOOK_AFTER = 500;

// A card's text is shorter below a title or a picture, and in a row.
function roomFor(field) {
  if (!field.dataset.headed) return Number(field.dataset.graphemes);
  const filled = (card, names) => names.some((name) => card.querySelector(`[name^="${name}_"]`)?.value.trim());
  const card = field.closest(".card-edit");
  if (filled(card, ["title", "picture"])) return Number(field.dataset.headed);
  const cards = [...field.closest(".if-cards").querySelectorAll(".card-edit")];
  const isRow = cards.filter((each) => filled(each, ["words", "title"])).length > 1;
  return Number(isRow ? field.dataset.inRow : field.dataset.graphemes);
}

countFields(form, roomFor);

let asked = 0;

async function look() {
  const mine = ++asked;
  try {
    const answer = await fetch(form.dataset.shown, { method: "POST", body: typedIn(form), credentials: "same-origin" });
    if (answer.ok && mine === asked) swap("phones", await answer.text());
  } catch {
    // The line is down for a moment; the next key stroke looks again.
  }
}

afterTyping(form, LOOK_AFTER, look);

let isChanged = ["words", "asked"].some((name) => new URLSearchParams(location.search).has(name));
form.addEventListener("input", () => { isChanged = true; });
form.addEventListener("submit", () => { isChanged = false; });
addEventListener("beforeunload", (event) => { if (isChanged) event.preventDefault(); });
