// What is being typed: counted as LINE counts it, looked at again after a pause, and shown where it will be seen.
const segments = Intl.Segmenter && new Intl.Segmenter(undefined, { granularity: "grapheme" });

// A JavaScript string counts UTF-16 units, exactly as LINE does for a text.
export const units = (text) => text.length;

// Labels and cards: characters as people count them; a browser that cannot tell counts a few more.
export const graphemes = (text) => [...(segments ? segments.segment(text) : text)].length;

const ofItsField = (name) => (field) => Number(field.dataset[name]);

// A count below each field that has a limit and no count yet. `room`: what a field holds now, where that depends on its neighbours.
export function countFields(form, room = ofItsField("graphemes")) {
  for (const field of form.querySelectorAll("[data-units]")) counter(form, field, ofItsField("units"), units);
  for (const field of form.querySelectorAll("[data-graphemes]")) counter(form, field, room, graphemes);
}

function counter(form, field, room, size) {
  if (field.nextElementSibling?.matches(".counter")) return;
  const shown = document.createElement("span");
  shown.className = "counter";
  shown.setAttribute("aria-live", "off");
  field.after(shown);
  const count = () => showCount(shown, size(field.value.trim()), room(field));
  form.addEventListener("input", count);
  count();
}

function showCount(shown, length, most) {
  shown.textContent = `${length.toLocaleString("en")} / ${most.toLocaleString("en")}`;
  markOver(shown, length, most);
}

export function markOver(shown, length, most) {
  shown.classList.toggle("is-over", length > most);
}

// Calls `act` once the typing has paused for so long.
export function afterTyping(form, pause, act) {
  let waiting = 0;
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(act, pause);
  });
}

// Is anything in the form other than as the server sent it?
export function isTypedAlready(form) {
  const isOther = (field) => (field.matches("[type=checkbox], [type=radio]") ? field.checked !== field.defaultChecked : field.value !== field.defaultValue);
  return [...form.querySelectorAll("input:not([type=hidden], [type=file]), textarea")].some(isOther);
}

// The form without its files: those go when it is sent by hand.
export function typedIn(form) {
  const typed = new FormData(form);
  for (const [name, value] of [...typed.entries()]) if (value instanceof File) typed.delete(name);
  return typed;
}

// The element of this name in a page the server sent, instead of the one that is here.
export function swap(id, html) {
  const fresh = freshOf(id, html);
  if (fresh) document.getElementById(id).replaceWith(document.importNode(fresh, true));
  return Boolean(fresh);
}

export function freshOf(id, html) {
  return new DOMParser().parseFromString(html, "text/html").getElementById(id);
}
