// A broadcast's page: shows what is typed as a phone would, and how far it has come while it goes out.
const EVERY = 2_000;

for (const field of document.querySelectorAll("[data-shows]")) {
  const shown = document.getElementById(field.dataset.shows);
  const show = () => {
    shown.textContent = field.value;
    shown.closest(".phone").classList.toggle("is-empty", !field.value.trim());
  };
  field.addEventListener("input", show);
  show();
}

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
  const status = part.dataset.status;
  const page = new DOMParser().parseFromString(html, "text/html");
  const fresh = page.getElementById("progress");
  if (!fresh) return;
  if (fresh.dataset.status !== status) {
    // Other buttons belong to another status: they are the server's to draw.
    location.reload();
    return;
  }
  part.replaceWith(document.importNode(fresh, true));
}

setTimeout(refresh, EVERY);
