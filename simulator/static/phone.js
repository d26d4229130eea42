// Keeps the page in step with the simulator: one stream says "changed", one request fetches the moment.
import { byId, make, match, post } from "/static/dom.js";
import { drawBreaches, drawClock, drawFaults, drawQuota, drawWire } from "/static/side.js";
import { drawBubble, drawTyping } from "/static/talk.js";
import { dress, locale, word } from "/static/words.js";

const number = new Intl.NumberFormat(locale);
const heardBefore = JSON.parse(sessionStorage.getItem("heard") ?? "{}");
let current = location.hash.slice(1) || sessionStorage.getItem("customer");
let isFetching = false;
let isStale = false;
let loadingTimer = 0;
let isPc = sessionStorage.getItem("pc") === "1";

async function refresh() {
  if (isFetching) {
    isStale = true;
    return;
  }
  isFetching = true;
  try {
    do {
      isStale = false;
      const answer = await fetch(`/phone/state?user=${encodeURIComponent(current ?? "")}`);
      draw(await answer.json());
    } while (isStale);
    byId("offline").hidden = true;
  } catch {
    byId("offline").hidden = false;
  } finally {
    isFetching = false;
  }
}

function draw(moment) {
  if (!moment.phone) {
    if (moment.people.length) choose(moment.people[0].id);
    return;
  }
  drawPeople(moment.people, moment.phone.id);
  drawPhone(moment.phone);
  drawWire(moment.wire);
  drawQuota(moment.quota);
  drawClock(moment.clock);
  drawFaults(moment.faults, (kind, on) => act("fault", { kind, on }));
  drawBreaches(moment.breach_count, moment.breaches);
}

function drawPeople(people, chosen) {
  const mine = people.find((person) => person.id === chosen);
  heardBefore[chosen] = mine?.heard ?? 0;
  sessionStorage.setItem("heard", JSON.stringify(heardBefore));
  const rows = people.map((person) => ({
    ...person,
    isChosen: person.id === chosen,
    news: Math.max(0, person.heard - (heardBefore[person.id] ?? 0)),
  }));
  match(byId("contacts"), rows, (row) => row.id, drawPerson);
}

function drawPerson(person) {
  const known = person.last && word(`kind.${person.last.type}`);
  const kind = known?.startsWith("kind.") ? "" : known;
  const preview = person.status === "blocked" ? word("isBlocked") : person.last ? person.last.text || kind : "";
  const inside = make("span", { class: "person-text" }, make("strong", { lang: person.language }, person.name), make("small", {}, preview));
  const button = make(
    "button",
    { type: "button", class: "contact", "aria-current": person.isChosen ? "true" : null, on: { click: () => choose(person.id) } },
    make("span", { class: "face person", "aria-hidden": "true" }, [...person.name][0]),
    inside,
    make("span", { class: "tongue" }, person.language),
    person.news ? make("span", { class: "news", "aria-label": word("newCount", { n: person.news }) }, number.format(person.news)) : null,
  );
  return make("li", {}, button);
}

function drawPhone(phone) {
  const talk = byId("talk");
  const isAtEnd = talk.scrollHeight - talk.scrollTop - talk.clientHeight < 80;
  const isOther = talk.dataset.user !== phone.id;
  talk.dataset.user = phone.id;
  byId("holder").textContent = word(isPc ? "holderPc" : "holder", { name: phone.name });
  const rows = phone.talk.map((bubble) => ({ ...bubble, key: bubble.id }));
  if (!rows.length) rows.push({ key: "empty" });
  if (phone.is_loading) rows.push({ key: "typing" });
  match(talk, rows, (row) => row.key, drawRow);
  clearTimeout(loadingTimer);
  if (phone.is_loading) loadingTimer = setTimeout(refresh, phone.loading_left * 1000 + 50);
  const isBlocked = phone.status === "blocked";
  // LINE for PC shows neither quick replies nor the rich menu: whatever they offer must be sayable in words.
  drawChips(isBlocked || isPc ? [] : phone.chips);
  drawMenu(isBlocked || isPc ? null : phone.menu);
  drawPc(isBlocked);
  // Last: chips and drawer take their room from the conversation.
  if (isAtEnd || isOther) talk.scrollTop = talk.scrollHeight;
  byId("blocked").hidden = !isBlocked;
  byId("say").hidden = isBlocked;
  const block = byId("block");
  block.classList.toggle("on", isBlocked);
  block.title = word(isBlocked ? "unblock" : "block");
  block.setAttribute("aria-label", block.title);
  block.dataset.act = isBlocked ? "unblock" : "block";
}

function drawPc(isBlocked) {
  const button = byId("pc");
  button.setAttribute("aria-pressed", String(isPc));
  button.title = word("pc");
  button.setAttribute("aria-label", button.title);
  byId("on-pc").hidden = !isPc || isBlocked;
}

function drawRow(row) {
  if (row.key === "empty") return make("li", { class: "row gone" }, make("span", { class: "gone-text" }, word("empty")));
  if (row.key === "typing") return drawTyping();
  return drawBubble(row, { tap, unsend: (message) => act("unsend", { message }) });
}

function drawChips(chips) {
  const box = byId("chips");
  box.hidden = chips.length === 0;
  const rows = chips.map((chip, index) => ({ ...chip, index }));
  match(box, rows, (row) => `${row.index} ${row.label}`, (chip) =>
    make("button", { type: "button", class: "chip", on: { click: () => tap(chip.label, null, chip.picker) } }, chip.label),
  );
}

function drawMenu(menu) {
  const box = byId("menu");
  box.hidden = !menu;
  if (!menu || box.dataset.id === menu.id) return;
  box.dataset.id = menu.id;
  byId("menu-name").textContent = menu.bar;
  const areas = byId("menu-areas");
  areas.setAttribute("aria-label", menu.bar);
  areas.style.aspectRatio = String(menu.ratio);
  areas.replaceChildren(
    make("img", { src: `/phone/menu?id=${encodeURIComponent(menu.id)}`, alt: "" }),
    ...menu.areas.map((area) => {
      const button = make("button", { type: "button", on: { click: () => tap(area.label, null) } }, make("span", {}, area.label));
      for (const side of ["left", "top", "width", "height"]) button.style[side] = `${area[side] * 100}%`;
      return button;
    }),
  );
  openMenu(menu.is_open);
}

// A picture takes its room only when it has come: who has not scrolled up stays at the end.
function keepAtEnd(talk) {
  let top = 0;
  let isLeft = false;
  talk.addEventListener("scroll", () => {
    const isAtEnd = talk.scrollHeight - talk.scrollTop - talk.clientHeight < 80;
    isLeft = !isAtEnd && (isLeft || talk.scrollTop < top);
    top = talk.scrollTop;
  });
  talk.addEventListener("load", () => isLeft || (talk.scrollTop = talk.scrollHeight), true);
}

function openMenu(isOpen) {
  const talk = byId("talk");
  const isAtEnd = talk.scrollHeight - talk.scrollTop - talk.clientHeight < 80;
  byId("menu-areas").hidden = !isOpen;
  byId("menu-bar").setAttribute("aria-expanded", String(isOpen));
  if (isAtEnd) talk.scrollTop = talk.scrollHeight;
}

async function tap(label, bubble, picker = null) {
  if (!picker) {
    byId("chips").hidden = true;
    return act("tap", { label, bubble });
  }
  const moment = await chooseMoment(label, picker);
  if (moment) return act("tap", { label, bubble, params: { [picker.mode]: moment } });
}

// As on the phone: the picker the system has for dates and times.
function chooseMoment(label, { mode, initial, min, max }) {
  const [dialog, field] = [byId("picker"), byId("picker-moment")];
  field.type = mode === "datetime" ? "datetime-local" : mode;
  byId("picker-name").textContent = label;
  for (const [name, value] of Object.entries({ value: initial, min, max })) field[name] = value ?? "";
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((done) => {
    dialog.querySelector("form").onsubmit = () => done(field.value);
    dialog.oncancel = () => done("");
  });
}

async function upload(field) {
  const file = field.files[0];
  if (!file) return;
  const reader = new FileReader();
  await new Promise((done) => {
    reader.onload = done;
    reader.readAsDataURL(file);
  });
  field.value = "";
  await act("upload", { name: file.name, kind: file.type, body: reader.result.slice(reader.result.indexOf(",") + 1) });
}

async function act(name, asked) {
  const trouble = byId("trouble");
  trouble.hidden = true;
  try {
    await post(name, { user: current, ...asked });
  } catch (problem) {
    trouble.textContent = problem.message;
    trouble.hidden = false;
  }
  await refresh();
}

function choose(id) {
  current = id;
  sessionStorage.setItem("customer", id);
  byId("trouble").hidden = true;
  close();
  refresh();
}

function open(id) {
  close();
  const drawer = byId(id);
  drawer.classList.add("open");
  drawer.focus();
}

function close() {
  for (const drawer of document.querySelectorAll(".drawer.open")) {
    drawer.classList.remove("open");
    document.querySelector(`[data-open="${drawer.id}"]`)?.focus();
  }
}

function sayIt(event) {
  event.preventDefault();
  const field = byId("text");
  const text = field.value.trim();
  if (!text) return;
  field.value = "";
  fit();
  act("say", { text });
}

function fit() {
  const field = byId("text");
  field.style.height = "auto";
  field.style.height = `${Math.min(field.scrollHeight, 140)}px`;
}

function listen() {
  const text = byId("text");
  byId("say").addEventListener("submit", sayIt);
  text.addEventListener("input", fit);
  text.addEventListener("keydown", (event) => {
    // Enter that ends an IME composition belongs to the IME; 229 is how older browsers say so.
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing && event.keyCode !== 229) sayIt(event);
  });
  byId("attach").addEventListener("change", (event) => upload(event.target));
  for (const button of document.querySelectorAll("[data-send]")) button.addEventListener("click", () => act(button.dataset.send, {}));
  for (const button of document.querySelectorAll("[data-open]")) button.addEventListener("click", () => open(button.dataset.open));
  for (const button of document.querySelectorAll("[data-close]")) button.addEventListener("click", close);
  document.addEventListener("keydown", (event) => event.key === "Escape" && close());
  byId("block").addEventListener("click", (event) => act(event.currentTarget.dataset.act, {}));
  byId("pc").addEventListener("click", () => {
    isPc = !isPc;
    sessionStorage.setItem("pc", isPc ? "1" : "");
    refresh();
  });
  byId("menu-bar").addEventListener("click", () => openMenu(byId("menu-areas").hidden));
  byId("quota-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const limit = byId("limit").value.trim();
    act("quota", { limit: limit === "" ? null : Number(limit) });
  });
  for (const button of document.querySelectorAll("[data-seconds]")) {
    button.addEventListener("click", () => act("clock", { seconds: Number(button.dataset.seconds) }));
  }
  byId("add").addEventListener("submit", async (event) => {
    event.preventDefault();
    const form = event.currentTarget;
    await act("add", Object.fromEntries(new FormData(form)));
    if (byId("trouble").hidden) {
      form.reset();
      byId("add-box").open = false;
    }
  });
}

dress(document);
document.title = word("title");
for (const link of document.querySelectorAll(".languages a")) {
  if (link.lang === document.documentElement.lang) link.setAttribute("aria-current", "true");
}
listen();
keepAtEnd(byId("talk"));
const stream = new EventSource("/phone/stream");
stream.addEventListener("changed", refresh);
stream.addEventListener("error", () => (byId("offline").hidden = false));
refresh();
