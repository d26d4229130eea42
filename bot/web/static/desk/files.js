// Pictures to be sent: chosen, pasted or dropped, and looked at before they go.
import { say } from "./words.js";

const MISSING = "is-missing";
// Said to the document whenever another picture goes with the words, or none any more.
export const CARRIED = "saphan-carried";

export function startFiles() {
  // Errors of pictures do not bubble; they can be caught on their way down.
  document.addEventListener("error", (event) => event.target.closest?.(".shot")?.classList.add(MISSING), true);
  document.addEventListener("change", (event) => event.target.id === "picture" && picked());
  document.addEventListener("paste", (event) => event.target.id === "text" && take(event, event.clipboardData));
  document.addEventListener("dragover", (event) => {
    const isPicture = [...(event.dataTransfer?.items ?? [])].some((each) => each.kind === "file");
    if (!isPicture || !field()) return;
    event.preventDefault();
    document.getElementById("composer").classList.add("is-over-drop");
  });
  for (const kind of ["dragleave", "drop"]) {
    document.addEventListener(kind, () => document.getElementById("composer")?.classList.remove("is-over-drop"));
  }
  document.addEventListener("drop", (event) => field() && take(event, event.dataTransfer));
  document.addEventListener("click", (event) => {
    if (event.target.closest("#no-picture")) clearPicture();
    if (event.target.closest("#no-quote")) quote("", "");
    const answered = event.target.closest("a[data-quote]");
    if (!answered || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const bubble = answered.closest(".bubble-row").querySelector(".bubble");
    quote(answered.dataset.quote, bubble.querySelector(".said, .box strong")?.textContent.trim() || say("picture"));
    document.getElementById("text").focus();
  });
}

export function hasPicture() {
  return Boolean(field()?.files.length || document.getElementById("canned")?.value);
}

// A canned reply's picture goes with the text; the server has it already.
export function sendAlong(reply) {
  if (!field()) return;
  clearPicture();
  document.getElementById("canned").value = reply.id;
  document.getElementById("picked").hidden = false;
  document.getElementById("picked-name").textContent = reply.label;
  const image = document.getElementById("picked-image");
  image.src = reply.picture;
  image.hidden = false;
  document.dispatchEvent(new Event(CARRIED));
}

// The canned reply whose picture goes with the words, as sendAlong takes it; null when there is none.
export function sentAlong() {
  const id = document.getElementById("canned")?.value;
  if (!id) return null;
  return { id, label: document.getElementById("picked-name").textContent, picture: document.getElementById("picked-image").getAttribute("src") };
}

// After it was sent, or when it is not wanted after all.
export function clearExtras() {
  clearPicture();
  quote("", "");
}

// What is quoted may have been taken back since: it does not stay behind above the box.
export function dropGoneQuote() {
  const id = document.getElementById("quote")?.value;
  if (id && document.querySelector(`#m${CSS.escape(id)} .is-unsent`)) quote("", "");
}

function field() {
  return document.getElementById("picture");
}

function take(event, carried) {
  const file = [...(carried?.files ?? [])].find((each) => each.type.startsWith("image/"));
  if (!file || !field()) return;
  event.preventDefault();
  const held = new DataTransfer();
  held.items.add(file);
  field().files = held.files;
  picked();
}

function picked() {
  const file = field().files[0];
  document.getElementById("canned").value = "";
  const image = document.getElementById("picked-image");
  image.removeAttribute("src");
  const isTooBig = file && file.size > Number(field().dataset.most);
  if (isTooBig) field().value = "";
  document.getElementById("picked").hidden = !file;
  document.dispatchEvent(new Event(CARRIED));
  image.hidden = !file || isTooBig;
  if (!file) return;
  document.getElementById("picked-name").textContent = isTooBig ? say("picture_too_big") : file.name;
  if (!isTooBig) readPreview(file, image);
}

// As data, for the page's policy allows pictures from itself and from data, and from nowhere else on disk.
function readPreview(file, image) {
  const reader = new FileReader();
  reader.onload = () => (image.src = reader.result);
  reader.readAsDataURL(file);
}

function clearPicture() {
  if (!field()) return;
  field().value = "";
  picked();
}

function quote(id, words) {
  const box = document.getElementById("quote");
  if (!box) return;
  box.value = id;
  document.getElementById("quoting").hidden = !id;
  document.getElementById("quoting-text").textContent = words;
}
