// Draws the conversation as the customer's phone shows it.
import { icon, make } from "/static/dom.js";
import { locale, word } from "/static/words.js";

const clock = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit" });
const SHOP = "บ";
const PLAIN = new Set(["text", "textV2"]);

export const time = (at) => clock.format(new Date(at * 1000));

export function drawBubble(bubble, acts) {
  const side = bubble.is_mine ? "mine" : "theirs";
  const row = make("li", { class: `row ${side}` });
  if (bubble.is_unsent) {
    row.className = "row gone";
    row.append(make("span", { class: "gone-text" }, word("unsent")));
    return row;
  }
  const column = make("div", { class: "column" });
  if (!bubble.is_mine) {
    const kind = bubble.sender ? "face person" : "face shop";
    row.append(make("span", { class: kind, "aria-hidden": "true" }, [...(bubble.sender || SHOP)][0]));
    if (bubble.sender) column.append(make("span", { class: "sender" }, bubble.sender));
  }
  if (bubble.quoted) column.append(make("p", { class: "quoted" }, bubble.quoted));
  const line = make("div", { class: "line" }, body(bubble, acts), meta(bubble, acts));
  column.append(line);
  row.append(column);
  return row;
}

function meta(bubble, acts) {
  const at = make("time", { datetime: new Date(bubble.at * 1000).toISOString() }, time(bubble.at));
  if (!bubble.is_mine) return make("span", { class: "meta" }, at);
  const undo = make(
    "button",
    { type: "button", class: "undo", title: word("unsend"), "aria-label": `${word("unsend")}: ${bubble.text}`, on: { click: () => acts.unsend(bubble.id) } },
    icon("unsend"),
  );
  return make("span", { class: "meta" }, undo, at);
}

function body(bubble, acts) {
  if (bubble.cards.length) {
    const cards = bubble.cards.map((card) => drawCard(card, bubble, acts));
    return make("div", { class: cards.length > 1 ? "cards many" : "cards", tabindex: cards.length > 1 ? "0" : null }, ...cards);
  }
  if (PLAIN.has(bubble.type)) return make("p", { class: "bubble" }, bubble.text);
  if (bubble.type === "image" && bubble.picture) {
    return make("img", { class: "shot", src: bubble.picture, alt: word("kind.image") });
  }
  const known = word(`kind.${bubble.type}`);
  const name = known.startsWith("kind.") ? bubble.type : known;
  const symbol = { sticker: "sticker", image: "picture", location: "place" }[bubble.type];
  return make(
    "p",
    { class: `bubble other ${bubble.type === "sticker" ? "sticker" : ""}` },
    symbol ? icon(symbol) : null,
    make("b", {}, name),
    bubble.text ? make("span", {}, bubble.text) : null,
    bubble.address ? make("small", {}, bubble.address) : null,
    bubble.file ? make("a", { href: bubble.file, download: bubble.text || bubble.type }, "↓") : null,
  );
}

function drawCard(card, bubble, acts) {
  const node = make("div", { class: "card" });
  if (card.picture) node.append(make("img", { src: card.picture, alt: "" }));
  for (const line of card.lines) node.append(make("p", { class: line.is_bold ? "strong" : "" }, line.text));
  const steps = card.actions.filter((action) => action.is_step);
  if (steps.length > 1) node.append(make("div", { class: "steps" }, ...steps.map((action) => button(action, bubble, acts))));
  for (const action of card.actions) if (steps.length < 2 || !action.is_step) node.append(button(action, bubble, acts));
  return node;
}

function button(action, bubble, acts) {
  if (action.type === "uri") {
    return make("a", { href: action.uri, target: "_blank", rel: "noopener noreferrer" }, action.label);
  }
  return make("button", { type: "button", on: { click: () => acts.tap(action.label, bubble.id, action.picker) } }, action.label);
}

export function drawTyping() {
  const dots = make("span", { class: "dots", "aria-hidden": "true" }, make("i"), make("i"), make("i"));
  return make(
    "li",
    { class: "row theirs" },
    make("span", { class: "face shop", "aria-hidden": "true" }, SHOP),
    make("p", { class: "bubble", role: "status", "aria-label": word("typing") }, dots),
  );
}
