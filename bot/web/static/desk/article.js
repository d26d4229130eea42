// An article's page: LINE's own counts while typing, what the customer will see, and no work lost by leaving.
const form = document.getElementById("article");
const segments = new Intl.Segmenter(undefined, { granularity: "grapheme" });

function counter(field, limit, size) {
  const shown = document.createElement("span");
  shown.className = "counter";
  shown.setAttribute("aria-live", "off");
  field.after(shown);
  const count = () => {
    const length = size(field.value.trim());
    shown.textContent = `${length.toLocaleString()} / ${limit.toLocaleString()}`;
    shown.classList.toggle("is-over", length > limit);
  };
  field.addEventListener("input", count);
  count();
}

for (const field of form.querySelectorAll("[data-units]")) counter(field, Number(field.dataset.units), (text) => text.length);
for (const field of form.querySelectorAll("[data-graphemes]")) {
  counter(field, Number(field.dataset.graphemes), (text) => [...segments.segment(text)].length);
}

for (const field of form.querySelectorAll("[data-shows]")) {
  const shown = document.getElementById(field.dataset.shows);
  const show = () => {
    shown.textContent = field.value;
    shown.closest(".phone").classList.toggle("is-empty", !field.value.trim());
  };
  field.addEventListener("input", show);
  show();
}

let isChanged = new URLSearchParams(location.search).has("words");
form.addEventListener("input", () => { isChanged = true; });
form.addEventListener("submit", () => { isChanged = false; });
addEventListener("beforeunload", (event) => { if (isChanged) event.preventDefault(); });
