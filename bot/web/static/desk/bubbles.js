// Moving a bubble up or down without a reload: the bubble goes, what names its place stays. And room for one more card.
const NAMED = ["id", "name", "for", "value", "aria-describedby", "formaction"];

// `onCard` is called when there is a card more.
export function startBubbles(form, onCard) {
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=move]");
    if (!button) return;
    event.preventDefault();
    const way = button.value.endsWith("_up") ? "up" : "down";
    const bubble = button.closest(".bubble-edit");
    const other = way === "up" ? bubble.previousElementSibling : bubble.nextElementSibling;
    if (!other) return;
    if (way === "up") pass(other, bubble);
    else pass(bubble, other);
    settle(bubble.parentElement);
    form.dispatchEvent(new Event("input", { bubbles: true }));
    const mine = [...bubble.querySelectorAll("button[name=move]")];
    (mine.find((each) => each.value.endsWith(way) && !each.disabled) ?? mine.find((each) => !each.disabled))?.focus();
    document.getElementById("moved").textContent = form.dataset.now.replace("{n}", numberOf(bubble) + 1);
  });
  form.addEventListener("change", (event) => {
    if (event.target.name?.startsWith("kind_")) settle(event.target.closest(".bubbles"));
  });
  form.addEventListener("input", (event) => {
    const card = event.target.closest(".card-edit");
    if (card && grow(card)) onCard();
  });
}

// Below the last card, once something is written there, comes an empty one.
function grow(card) {
  const row = card.closest(".if-cards");
  const cards = [...row.querySelectorAll(".card-edit")];
  if (card !== cards.at(-1) || cards.length >= Number(row.dataset.most)) return false;
  const fresh = card.cloneNode(true);
  const bubble = card.closest(".bubble-edit");
  renumber(fresh, `_${bubble.dataset.code}_${numberOf(bubble)}`, cards.length);
  fresh.open = false;
  for (const field of fresh.querySelectorAll("input, textarea")) field.value = "";
  for (const counter of fresh.querySelectorAll(".counter")) counter.remove();
  card.after(fresh);
  return true;
}

// From the number below to this one, counted from 0.
function renumber(card, at, number) {
  const old = new RegExp(`${at}_${number - 1}(?=_|$)`);
  for (const each of card.querySelectorAll("[id], [name], [for]")) {
    for (const name of ["id", "name", "for"]) {
      if (each.hasAttribute(name)) each.setAttribute(name, each.getAttribute(name).replace(old, `${at}_${number}`));
    }
  }
  const summary = card.querySelector("summary");
  summary.textContent = summary.textContent.replace(/\d+/, number + 1);
}

const numberOf = (bubble) => [...bubble.parentElement.children].indexOf(bubble);
const placesOf = (bubble) => [...bubble.querySelectorAll("[data-place]")];

// `upper` stands right above `lower`; afterwards the other way round.
function pass(upper, lower) {
  const code = upper.dataset.code;
  const number = numberOf(upper);
  const labels = placesOf(upper).map((each, index) => [each, placesOf(lower)[index]]);
  for (const [one, other] of labels) trade(one, other);
  rename(upper, code, number, number + 1);
  rename(lower, code, number + 1, number);
  lower.after(upper);
}

function trade(one, other) {
  for (const name of ["aria-label", "title"]) {
    const kept = one.getAttribute(name);
    if (kept === null) continue;
    one.setAttribute(name, other.getAttribute(name));
    other.setAttribute(name, kept);
  }
  if (one.tagName !== "BUTTON") [one.textContent, other.textContent] = [other.textContent, one.textContent];
}

// The first bubble's text has the plain name, as in bot/web/answers/bubbles.py.
const textField = (code, number) => (number ? `answer_${code}_${number}` : `answer_${code}`);

function rename(bubble, code, from, to) {
  const text = new RegExp(`(^|wrong-|warned-)${textField(code, from)}$`);
  const rest = new RegExp(`_${code}_${from}(?=_|$)`);
  for (const each of [bubble, ...bubble.querySelectorAll("*")]) {
    for (const name of NAMED) {
      const old = each.getAttribute(name);
      if (old === null || (name === "value" && each.name !== "move")) continue;
      const isMove = name === "value";
      const fresh = isMove
        ? old.replace(`${code}_${from}_`, `${code}_${to}_`)
        : text.test(old)
          ? old.replace(text, `$1${textField(code, to)}`)
          : old.replace(rest, `_${code}_${to}`);
      if (fresh !== old) each.setAttribute(name, fresh);
    }
  }
}

// What is first cannot go up, and nothing can go below what is not used.
function settle(bubbles) {
  const all = [...bubbles.children];
  const isUsed = (bubble) => Boolean(bubble?.querySelector(".bubble-kind select").value);
  for (const [number, bubble] of all.entries()) {
    const [up, down] = bubble.querySelectorAll("button[name=move]");
    if (!up) continue;
    up.disabled = number === 0 || !isUsed(bubble);
    down.disabled = !isUsed(bubble) || !isUsed(all[number + 1]);
  }
}
