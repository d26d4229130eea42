// The light box: a payment slip read large, moved, turned; by mouse, touch and keyboard.
const STEP = 1.35;
const [LEAST, MOST] = [0.5, 8];
const MOVE = 60;
let now = null;
const fingers = new Map();

export function startZoom() {
  const dialog = document.getElementById("zoom");
  const view = dialog.querySelector(".zoom-view");
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-zoom]");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    show(link);
  });
  dialog.addEventListener("click", (event) => {
    const act = event.target.closest("[data-zoom-act]")?.dataset.zoomAct;
    if (act) ACTS[act]();
  });
  dialog.addEventListener("keydown", (event) => {
    const act = KEYS[event.key];
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act();
  });
  view.addEventListener("wheel", (event) => {
    event.preventDefault();
    scale(event.deltaY < 0 ? STEP : 1 / STEP);
  }, { passive: false });
  view.addEventListener("dblclick", () => (now.scale > 1 ? ACTS.reset() : scale(2.5)));
  view.addEventListener("pointerdown", (event) => {
    fingers.set(event.pointerId, event);
    view.setPointerCapture(event.pointerId);
  });
  view.addEventListener("pointermove", drag);
  for (const kind of ["pointerup", "pointercancel"]) view.addEventListener(kind, (event) => fingers.delete(event.pointerId));
  dialog.addEventListener("close", () => image().removeAttribute("src"));
}

// One the customer took back must leave the screen even while it is shown large.
export function closeGone() {
  const dialog = document.getElementById("zoom");
  if (!dialog.open) return;
  const shown = image().getAttribute("src");
  if (![...document.querySelectorAll("a[data-zoom]")].some((each) => each.getAttribute("href") === shown)) dialog.close();
}

const ACTS = {
  in: () => scale(STEP),
  out: () => scale(1 / STEP),
  turn: () => change({ turn: (now.turn + 90) % 360 }),
  reset: () => change({ scale: 1, x: 0, y: 0, turn: 0 }),
};
const KEYS = {
  "+": ACTS.in,
  "=": ACTS.in,
  "-": ACTS.out,
  r: ACTS.turn,
  "พ": ACTS.turn, // the same key on a Thai layout
  0: ACTS.reset,
  ArrowLeft: () => move(MOVE, 0),
  ArrowRight: () => move(-MOVE, 0),
  ArrowUp: () => move(0, MOVE),
  ArrowDown: () => move(0, -MOVE),
};

function image() {
  return document.getElementById("zoom-image");
}

function show(link) {
  const address = link.getAttribute("href");
  image().src = address;
  image().alt = link.querySelector("img").alt;
  document.getElementById("zoom-name").textContent = link.dataset.name;
  document.getElementById("zoom-save").href = `${address}?save=1`;
  fingers.clear();
  now = { scale: 1, x: 0, y: 0, turn: 0 };
  draw();
  document.getElementById("zoom").showModal();
}

function scale(by) {
  const next = Math.min(MOST, Math.max(LEAST, now.scale * by));
  change({ scale: next, x: now.x * (next / now.scale), y: now.y * (next / now.scale) });
}

function move(x, y) {
  change({ x: now.x + x, y: now.y + y });
}

function drag(event) {
  const last = fingers.get(event.pointerId);
  if (!last) return;
  const others = [...fingers.values()].filter((each) => each.pointerId !== event.pointerId);
  if (others.length) {
    const apart = (one) => Math.hypot(one.clientX - others[0].clientX, one.clientY - others[0].clientY);
    scale(apart(event) / Math.max(1, apart(last)));
  } else move(event.clientX - last.clientX, event.clientY - last.clientY);
  fingers.set(event.pointerId, event);
}

function change(what) {
  now = { ...now, ...what };
  draw();
}

function draw() {
  image().style.transform = `translate(${now.x}px, ${now.y}px) rotate(${now.turn}deg) scale(${now.scale})`;
}
