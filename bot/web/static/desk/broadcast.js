// A broadcast's page: shows what is typed as a phone would, and how far it has come while it goes out.
import { countFields, freshOf, swap } from "./typed.js";

const EVERY = 2_000;

const pictures = [...document.querySelectorAll(".phone-picture")];
const stored = pictures.map((each) => each.getAttribute("src"));
const texts = [...document.querySelectorAll("[data-shows]")];

function draw() {
  for (const field of texts) {
    const shown = document.getElementById(field.dataset.shows);
    const phone = shown.closest(".phone");
    shown.textContent = field.value;
    const hasPicture = pictures.some((each) => !each.hidden);
    const isOnlyPicture = hasPicture && !texts.some((each) => each.value.trim());
    phone.classList.toggle("is-empty", !field.value.trim() && !isOnlyPicture);
  }
}

function show(sources) {
  pictures.forEach((each, index) => {
    each.hidden = !sources[index];
    if (sources[index]) each.src = sources[index];
  });
  draw();
}

// As data: the page's policy allows pictures from itself and from data, and from nowhere else on disk.
function chosen(field) {
  const file = field.files[0];
  const isTooBig = Boolean(file) && file.size > Number(field.dataset.most);
  field.setCustomValidity(isTooBig ? field.dataset.tooBig : "");
  if (isTooBig) field.reportValidity();
  if (!file || isTooBig) return show(stored);
  const reader = new FileReader();
  reader.onload = () => show(pictures.map(() => reader.result));
  return reader.readAsDataURL(file);
}

for (const field of texts) field.addEventListener("input", draw);
if (texts.length) countFields(texts[0].form);
document.getElementById("picture")?.addEventListener("change", (event) => chosen(event.target));
document.getElementById("drop_picture")?.addEventListener("change", (event) => show(event.target.checked ? [] : stored));
draw();

for (const field of document.querySelectorAll("#day, #time")) {
  field.addEventListener("input", () => {
    document.getElementById("later").checked = true;
  });
}

async function refresh() {
  const part = document.getElementById("progress");
  if (!part?.dataset.live) return;
  if (!document.hidden) {
    try {
      const answer = await fetch(part.dataset.live, { credentials: "same-origin" });
      if (answer.status === 401) return;
      if (answer.ok) replace(part, await answer.text());
    } catch {
      // The line is down for a moment; the next look will tell.
    }
  }
  setTimeout(refresh, EVERY);
}

function replace(part, html) {
  const fresh = freshOf("progress", html);
  // Other buttons belong to another status: they are the server's to draw.
  if (fresh && fresh.dataset.status !== part.dataset.status) location.reload();
  else swap("progress", html);
}

setTimeout(refresh, EVERY);
