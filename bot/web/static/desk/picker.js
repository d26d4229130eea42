// A sign typed in a box opens a list to choose from: / for a canned reply, @ for a colleague. Only ever inserts text.
const MOST = 30;
let open = null;

// `find(words)` gives [{label, hint, picture, text, chosen}] or a promise of it; the sign must begin a word.
export function pick(selector, sign, find) {
  document.addEventListener("input", async (event) => {
    if (!event.target.matches(selector)) return;
    const typed = wordAt(event.target, sign);
    if (typed === null) return close();
    const found = (await find(typed.words.toLowerCase())).slice(0, MOST);
    if (wordAt(event.target, sign)?.words !== typed.words) return; // a later key looks for itself
    if (!found.length) return close();
    show(event.target, typed.from, found);
  });
  document.addEventListener("focusout", (event) => open?.box === event.target && setTimeout(close, 150));
  document.addEventListener("keydown", (event) => {
    if (!open || event.target !== open.box || event.isComposing) return;
    const keys = { ArrowDown: () => move(1), ArrowUp: () => move(-1), Enter: () => take(open.at), Tab: () => take(open.at), Escape: close };
    if (!keys[event.key] || event.ctrlKey || event.metaKey || !event.target.matches(selector)) return;
    event.preventDefault();
    keys[event.key]();
  }, true);
}

// What stands between the sign and the cursor, if the sign begins a word on this line.
function wordAt(box, sign) {
  const before = box.value.slice(0, box.selectionStart);
  const from = before.lastIndexOf(sign);
  if (from < 0 || (from > 0 && !/\s/.test(before[from - 1]))) return null;
  const words = before.slice(from + 1);
  return words.length > 40 || words.includes("\n") || words.startsWith(" ") ? null : { from, words };
}

function show(box, from, found) {
  close();
  const list = document.createElement("ul");
  list.className = "picker";
  list.id = "picker";
  list.role = "listbox";
  found.forEach((each, index) => {
    const item = document.createElement("li");
    item.role = "option";
    item.id = `pick-${index}`;
    if (each.picture) {
      const picture = document.createElement("img");
      picture.src = each.picture;
      picture.alt = each.pictureAlt;
      item.className = "has-picture";
      item.append(picture);
    }
    const name = document.createElement("span");
    name.textContent = each.label;
    item.append(name);
    if (each.hint) {
      const hint = document.createElement("small");
      hint.textContent = each.hint;
      item.append(hint);
    }
    item.addEventListener("mousedown", (event) => {
      event.preventDefault();
      take(index);
    });
    list.append(item);
  });
  document.body.append(list);
  const place = box.getBoundingClientRect();
  list.style.left = `${place.left}px`;
  list.style.width = `${Math.min(place.width, 420)}px`;
  list.style.bottom = `${window.innerHeight - place.top + 6}px`;
  box.setAttribute("aria-controls", "picker");
  open = { box, from, found, list, at: 0 };
  move(0);
}

function move(by) {
  const items = [...open.list.children];
  open.at = (open.at + by + items.length) % items.length;
  items.forEach((each, index) => each.setAttribute("aria-selected", String(index === open.at)));
  items[open.at].scrollIntoView({ block: "nearest" });
  open.box.setAttribute("aria-activedescendant", items[open.at].id);
}

function take(index) {
  const { box, from, found } = open;
  const chosen = found[index];
  close();
  box.setRangeText(chosen.text, from, box.selectionStart, "end");
  box.dispatchEvent(new Event("input", { bubbles: true }));
  chosen.chosen?.();
}

function close() {
  if (!open) return;
  open.list.remove();
  open.box.removeAttribute("aria-activedescendant");
  open.box.removeAttribute("aria-controls");
  open = null;
}
