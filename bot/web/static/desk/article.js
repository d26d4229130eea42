// An article's page: counts while typing, what the customer will see, what is doubtful, and no work lost.
import { startBubbles } from "./bubbles.js";
import { startKeeping } from "./keeping.js";
import { afterTyping, countFields, isTypedAlready, swap, typedIn } from "./typed.js";
import { bringBack } from "./unnamed.js";

const form = document.getElementById("article");
const LOOK_AFTER = 500;
const CHECK_AFTER = 900;
const ASK_AGAIN_AFTER = 3_000;

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

// Asks the server about what is typed; of several answers only that to the newest question counts. While the line
// or the server is down it is asked again and again: what is shown would be old, and nobody could tell.
function asking(address, use) {
  let asked = 0;
  return async function ask() {
    const mine = ++asked;
    const answer = await fetch(address, { method: "POST", body: typedIn(form), credentials: "same-origin" }).catch(() => null);
    if (mine !== asked) return;
    if (answer?.ok) await use(answer);
    else if (!answer || answer.status >= 500) setTimeout(() => mine === asked && ask(), ASK_AGAIN_AFTER);
  };
}

async function warn(answer) {
  const { warnings, problems } = await answer.json();
  mend(problems);
  for (const list of form.querySelectorAll(".warned")) {
    const field = list.id.replace("warned-", "");
    const mine = warnings.filter((each) => (each.field || "questions") === field);
    const lines = mine.map(line);
    const isSame = lines.map((each) => each.textContent).join() === [...list.children].map((each) => each.textContent.trim()).join();
    if (!isSame) list.replaceChildren(...lines);
  }
}

// What was wrong when the page came and is right now is no longer said; nobody is told off while typing.
function mend(problems) {
  for (const wrong of form.querySelectorAll(".invalid-feedback[id^=wrong-]")) {
    const name = wrong.id.replace("wrong-", "");
    if (problems[name]) wrong.textContent = problems[name];
    else {
      form.elements[name]?.removeAttribute("aria-invalid");
      wrong.remove();
    }
  }
}

function line({ said, link }) {
  const item = document.createElement("li");
  const words = document.createElement(link ? "a" : "span");
  words.dir = "auto";
  words.textContent = said;
  if (link) [words.href, words.target] = [link, "_blank"];
  item.append(document.getElementById("warning-icon").content.cloneNode(true), words);
  return item;
}

startBubbles(form, () => countFields(form, roomFor));
const isBack = bringBack(form);
countFields(form, roomFor);
afterTyping(form, LOOK_AFTER, asking(form.dataset.shown, async (answer) => swap("phones", await answer.text())));
afterTyping(form, CHECK_AFTER, asking(form.dataset.check, warn));
startKeeping(form, isBack);
// The page can be written on before this has come.
if (!isBack && isTypedAlready(form)) form.dispatchEvent(new Event("input", { bubbles: true }));
