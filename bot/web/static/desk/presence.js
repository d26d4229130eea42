// Am I here? Tells the server once a minute that this screen is open and whether it is in use; shows who else is.
const EVERY = 60_000;
const AGAIN = 3000;
const token = document.querySelector(".presence input[name=csrf_token]")?.value;
const panel = document.getElementById("presence");
let wasUsed = true;
let toldAt = 0;
let standing = "";

export function startPresence() {
  if (!panel || !token) return;
  standing = document.getElementById("my-dot").className.replace("dot dot-", "");
  for (const kind of ["pointerdown", "keydown", "wheel", "touchstart"]) {
    document.addEventListener(kind, used, { passive: true, capture: true });
  }
  setInterval(tell, EVERY);
  document.addEventListener("visibilitychange", () => !document.hidden && back());
  document.addEventListener("resume", back);
  window.addEventListener("pageshow", (event) => event.persisted && back());
  window.addEventListener("online", back);
  panel.addEventListener("toggle", () => panel.open && showColleagues());
  panel.addEventListener("click", choose);
  document.addEventListener("click", (event) => {
    if (panel.open && !panel.contains(event.target)) panel.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !panel.open) return;
    panel.open = false;
    panel.querySelector("summary").focus();
  });
  document.addEventListener("saphan:news", (event) => {
    if (event.detail.kind === "presence" && panel.open) showColleagues();
  });
}

// Back after a while: colleagues should see it now, not within a minute.
function used() {
  wasUsed = true;
  if (standing === "away" && Date.now() - toldAt > 5000) tell();
}

// A phone puts tabs to sleep, and colleagues see their owner offline: shown again is being here again, at once.
function back() {
  wasUsed = true;
  if (Date.now() - toldAt > 5000 || standing !== "online") tell();
}

async function tell() {
  toldAt = Date.now();
  const active = wasUsed ? "1" : "0";
  wasUsed = false;
  const answer = await post("/presence/seen", { active });
  if (answer?.ok) return show(await answer.text());
  if (active === "0" || answer) return;
  // The line is not back yet: whoever is here is told again in a moment, not in a minute.
  wasUsed = true;
  setTimeout(() => !document.hidden && wasUsed && tell(), AGAIN);
}

async function choose(event) {
  const button = event.target.closest("button[name=presence]");
  if (!button) return;
  event.preventDefault();
  const answer = await post("/presence/", { presence: button.value });
  if (!answer?.ok) return;
  for (const each of panel.querySelectorAll("button[name=presence]")) each.removeAttribute("aria-current");
  button.setAttribute("aria-current", "true");
  show(button.value);
  panel.open = false;
  panel.querySelector("summary").focus();
}

function show(presence) {
  const choice = panel.querySelector(`button[value="${CSS.escape(presence)}"]`);
  if (!choice) return;
  standing = presence;
  document.getElementById("my-dot").className = `dot dot-${presence}`;
  document.getElementById("my-presence").textContent = choice.dataset.name;
}

async function showColleagues() {
  const answer = await fetch("/presence/colleagues", { credentials: "same-origin" }).catch(() => null);
  if (answer?.ok) document.getElementById("colleagues").innerHTML = await answer.text();
}

function post(path, fields) {
  const headers = { "X-CSRFToken": token, "X-Saphan-Part": "presence" };
  return fetch(path, { method: "POST", headers, body: new URLSearchParams(fields), credentials: "same-origin" }).catch(() => null);
}

startPresence();
