// An article's page: LINE's own counts while typing, what the customer will see, and no work lost by leaving.
const form = document.getElementById("article");
const segments = new Intl.Segmenter(undefined, { granularity: "grapheme" });
const graphemes = (text) => [...segments.segment(text)].length;
const LOOK_AFTER = 500;

function counter(field, limit, size) {
  const shown = document.createElement("span");
  shown.className = "counter";
  shown.setAttribute("aria-live", "off");
  field.after(shown);
  const count = () => {
    const length = size(field.value.trim());
    const most = limit();
    shown.textContent = `${length.toLocaleString()} / ${most.toLocaleString()}`;
    shown.classList.toggle("is-over", length > most);
  };
  form.addEventListener("input", count);
  count();
}

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

for (const field of form.querySelectorAll("[data-units]")) {
  counter(field, () => Number(field.dataset.units), (text) => text.length);
}
for (const field of form.querySelectorAll("[data-graphemes]")) counter(field, () => roomFor(field), graphemes);

let waiting = 0;
let asked = 0;

async function look() {
  const mine = ++asked;
  const typed = new FormData(form);
  for (const name of [...typed.keys()]) if (typed.get(name) instanceof File) typed.delete(name);
  try {
    const answer = await fetch(form.dataset.shown, { method: "POST", body: typed, credentials: "same-origin" });
    if (!answer.ok || mine !== asked) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("phones");
    if (fresh) document.getElementById("phones").replaceWith(document.importNode(fresh, true));
  } catch {
    // The line is down for a moment; the next key stroke looks again.
  }
}

form.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(look, LOOK_AFTER);
});

let isChanged = ["words", "asked"].some((name) => new URLSearchParams(location.search).has(name));
form.addEventListener("input", () => { isChanged = true; });
form.addEventListener("submit", () => { isChanged = false; });
addEventListener("beforeunload", (event) => { if (isChanged) event.preventDefault(); });
