// A new article that has no name yet is kept on this machine, so that the list of articles holds no empty ones.
const KEY = "saphan-article-";
const KEPT_DAYS = 7;
const OF_THE_PAGE = ["csrf_token", "version", "read_at", "of", "chat", "overtaken"];

// What was typed here before, back in its fields; true when there was something.
export function bringBack(form) {
  forgetOld();
  if (form.elements.of.value) {
    forgetSent(); // this is the page of an article: what was sent from a new one has arrived
    return false;
  }
  if (!form.dataset.keep || isTyped(form)) return false;
  const kept = recall();
  if (!kept) return false;
  for (const [name, value] of Object.entries(kept.fields)) {
    const field = form.elements[name];
    if (!field || field.type === "file") continue;
    field.value = value;
    if (field.matches("select")) field.dispatchEvent(new Event("change", { bubbles: true }));
    else if (value) field.dispatchEvent(new Event("input", { bubbles: true })); // may make room for the next card
  }
  return true;
}

// Kept with every key; false where there is nothing to keep, or no place to keep it in.
export function keepHere(form) {
  if (!isTyped(form)) {
    forgetHere();
    return false;
  }
  return store({ fields: fieldsOf(form), at: Date.now() });
}

// It is on its way to the server, which may not answer: only an article's page says that it has arrived.
export function noteSent() {
  const kept = recall();
  if (kept) store({ ...kept, isSent: true });
}

export function forgetHere() {
  try {
    localStorage.removeItem(here());
  } catch {
    // Nothing kept, nothing to forget.
  }
}

// A link that brings a customer's words begins another article.
const here = () => KEY + location.pathname + location.search;

function fieldsOf(form) {
  const typed = [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !OF_THE_PAGE.includes(name));
  return Object.fromEntries(typed);
}

// Choices alone are no text: an untouched form has some.
function isTyped(form) {
  return [...form.querySelectorAll("input:not([type=hidden]):not([type=file]), textarea")].some((each) => each.value.trim());
}

function store(value) {
  try {
    localStorage.setItem(here(), JSON.stringify(value));
    return true;
  } catch {
    return false; // full or forbidden: the browser will ask before it leaves
  }
}

function recall() {
  try {
    return JSON.parse(localStorage.getItem(here()));
  } catch {
    return null;
  }
}

function forgetSent() {
  forget((kept) => kept.isSent);
}

function forgetOld() {
  const oldest = Date.now() - KEPT_DAYS * 86_400_000;
  forget((kept) => !(kept.at > oldest));
}

function forget(isOver) {
  try {
    for (const key of Object.keys(localStorage)) {
      if (key.startsWith(KEY) && isOver(JSON.parse(localStorage.getItem(key)))) localStorage.removeItem(key);
    }
  } catch {
    // Nothing kept, nothing to forget.
  }
}
