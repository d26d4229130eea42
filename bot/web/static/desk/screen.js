// What is on the screen? Swapped part by part, so that scroll, focus and a half-written reply stay where they are.
import { alertMine } from "./alerts.js";
import { tick } from "./clocks.js";
import { conversation, forgetDraft, openComposer } from "./composer.js";
import { tellRead } from "./courtesy.js";
import { toBottom, watch } from "./ending.js";
import { suggest } from "./helps.js";
import { look } from "./looking.js";
import { clearExtras, dropGoneQuote, hasPicture } from "./files.js";
import { isMenuInUse } from "./notes.js";
import { showCurrentTab } from "./tabs.js";
import { say } from "./words.js";
import { closeGone } from "./zoom.js";

const PART = { "X-Saphan-Part": "thread" };
let refreshing = null;
let asked = 0;
let shown = here();

function here() {
  return location.pathname + location.search;
}

export function startScreen() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-swap], a[data-earlier]");
    if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if ("earlier" in link.dataset) showEarlier(link);
    else go(link.href);
  });
  document.addEventListener("submit", (event) => {
    if ("find" in event.target.dataset) {
      event.preventDefault();
      const wanted = [...new FormData(event.target)].filter(([name, value]) => value || name === "find");
      go(`${event.target.action}?${new URLSearchParams(wanted)}`);
      return;
    }
    if (!("act" in event.target.dataset)) return;
    event.preventDefault();
    send(event.target, event.submitter);
  });
  document.addEventListener("change", (event) => "sends" in event.target.dataset && event.target.form.requestSubmit());
  window.addEventListener("popstate", () => {
    if (shown !== here()) show(location.href); // else only the fragment changed: a panel was opened or closed
  });
  toBottom();
}

// Another list or another conversation, without giving up the live stream.
export async function go(address) {
  if (!(await show(address))) return;
  history.pushState(null, "", address);
  shown = here();
}

// Of two clicks in a row the later one counts, whichever is answered first.
async function show(address) {
  const mine = ++asked;
  document.body.classList.add("is-busy");
  try {
    const page = await fetchPage(address);
    await released();
    if (mine !== asked) return false;
    if (!page) {
      location.assign(address);
      return false;
    }
    for (const id of ["list", "thread"]) adopt(id, page);
    adopt("customer", page, { always: true });
    shown = here();
    document.body.className = page.body.className;
    document.title = page.title;
    keepTokens(page);
    openComposer();
    tick();
    showCurrentTab();
    toBottom();
    tellRead();
    suggest();
    look();
    document.querySelector("#list .is-open")?.scrollIntoView({ block: "nearest" });
    focusThread();
    return true;
  } catch {
    if (mine === asked) location.assign(address);
    return false;
  } finally {
    if (mine === asked) document.body.classList.remove("is-busy");
  }
}

// The list and, when it is this conversation, the thread as they are now.
export async function refresh(changed) {
  if (refreshing) {
    refreshing.push(...changed);
    return;
  }
  refreshing = [];
  try {
    await refreshList();
    const open = conversation();
    if (open && (changed.includes("*") || changed.includes(open))) await refreshThread(open);
  } finally {
    const missed = refreshing;
    refreshing = null;
    if (missed.length) refresh(missed).catch(() => {});
  }
}

async function refreshList() {
  const list = document.getElementById("list");
  const { view, page } = list.dataset;
  if (view.startsWith("find") || isSearching()) return; // not under the hand that types
  const fresh = await fetchPage(`/c/list?${new URLSearchParams({ view, page, open: conversation() })}`);
  await released();
  const now = document.getElementById("list");
  if (!fresh || now.dataset.view !== view || now.dataset.page !== page || isSearching()) return;
  const top = now.querySelector(".rows")?.scrollTop ?? 0;
  const aside = now.querySelector(".tabs").scrollLeft;
  const focused = now.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
  const lost = document.getElementById("lost").hidden;
  const typed = document.getElementById("find")?.value;
  adopt("list", fresh);
  if (typed) document.getElementById("find").value = typed;
  document.getElementById("lost").hidden = lost;
  document.querySelector("#list .tabs").scrollLeft = aside;
  const rows = document.querySelector("#list .rows");
  if (rows) rows.scrollTop = top;
  if (focused) document.querySelector(`#list a[href="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  retitle();
  alertMine();
  tick();
}

function isSearching() {
  return document.activeElement?.id === "find";
}

// A row that is swapped between the pressing and the letting go of a finger would never be clicked.
async function released() {
  while (document.querySelector("#list a:active")) await new Promise((done) => setTimeout(done, 40));
}

async function refreshThread(open) {
  const thread = document.getElementById("thread");
  if (thread.dataset.before) return; // an old page of the transcript does not change under the reader
  const { view, page } = document.getElementById("list").dataset;
  const fresh = await fetchPage(`/c/${open}/thread?${new URLSearchParams({ view, page })}`);
  if (fresh && conversation() === open) swapThread(fresh, { draft: "untouched" });
}

async function send(form, button) {
  const open = conversation();
  const told = new FormData(form, button);
  const seen = document.getElementById("seen"); // a menu that was open meanwhile knows an older one
  if (seen && told.has("seen")) told.set("seen", seen.value);
  const isReply = "write" in form.dataset;
  // What says whose chat it is changes the head; a reply or a note leaves a menu open that was opened meanwhile.
  const decides = Boolean(form.closest(".head, .composer-say"));
  if (isReply && !form.elements.text.value.trim() && !hasPicture()) return;
  const buttons = [...form.querySelectorAll("button")];
  buttons.forEach((each) => (each.disabled = true));
  try {
    const answer = await fetch(form.action, { method: "POST", body: told, headers: told.has("next") ? {} : PART, credentials: "same-origin" });
    if (answer.status === 401) return signIn();
    if (answer.status === 413) return problem(say("picture_too_big"));
    if (![200, 409, 422].includes(answer.status) && !answer.headers.get("Content-Type")?.startsWith("text/html")) throw new Error(String(answer.status));
    if (answer.redirected && told.has("next")) return go(answer.url);
    const fresh = parse(await answer.text());
    if (answer.ok && isReply) forgetDraft(open);
    else if (answer.ok) done(form, open);
    if (conversation() !== open) return;
    swapThread(fresh, { draft: isReply && answer.ok ? "clear" : "keep", toEnd: answer.ok, isMine: answer.ok && decides });
    if (!isReply) focusThread();
    refresh([]).catch(() => {});
  } catch {
    problem(say("not_sent"));
  } finally {
    buttons.forEach((each) => (each.disabled = false));
  }
}

function done(form, open) {
  form.reset();
  if ("note" in form.dataset) forgetDraft(`note-${open}`);
  const fold = form.closest("details[data-menu], #note-box");
  if (fold) fold.open = false;
}

// Header and transcript are always taken anew; the composer only when it became another one.
function swapThread(fresh, { draft, toEnd = false, isMine = false }) {
  const talk = document.getElementById("talk");
  const atEnd = toEnd || talk.scrollHeight - talk.scrollTop - talk.clientHeight < 60;
  const top = talk.scrollTop;
  const known = new Set([...document.querySelectorAll("#entries [data-side=in]")].map((each) => each.id));
  const unfolded = [...talk.querySelectorAll("details[open][data-keep]")].map((each) => each.dataset.keep);
  const focused = document.activeElement?.id;
  const parts = isMenuInUse() && !isMine ? ["#entries"] : ["#thread .head", "#entries"];
  for (const selector of parts) {
    document.querySelector(selector).replaceWith(fresh.querySelector(selector));
  }
  adopt("customer", fresh);
  const unread = fresh.getElementById("thread").dataset.unread;
  if (unread) document.getElementById("thread").dataset.unread = unread;
  const [old, next] = [document.getElementById("composer"), fresh.getElementById("composer")];
  if (old.dataset.kind !== next.dataset.kind) {
    old.replaceWith(next);
    openComposer();
  } else {
    // Only here: a new composer brings its own place for problems, which must not be taken out of it first.
    if (draft !== "untouched") document.getElementById("problem").replaceWith(next.querySelector("#problem"));
    const seen = document.getElementById("seen");
    if (seen) seen.value = fresh.getElementById("seen").value;
    const cost = document.getElementById("cost");
    if (cost) cost.replaceWith(next.querySelector("#cost"));
    const box = document.getElementById("text");
    if (box && draft === "clear") {
      box.value = "";
      clearExtras();
      box.dispatchEvent(new Event("input", { bubbles: true }));
      box.focus();
    }
  }
  for (const each of unfolded) document.querySelector(`[data-keep="${each}"]`)?.setAttribute("open", "");
  if (focused && document.activeElement?.id !== focused) document.getElementById(focused)?.focus({ preventScroll: true });
  tick();
  if (atEnd) toBottom();
  else {
    document.getElementById("talk").scrollTop = top;
    watch();
  }
  closeGone();
  dropGoneQuote();
  tellRead();
  suggest();
  announce([...document.querySelectorAll("#entries [data-side=in]")].filter((each) => !known.has(each.id)));
}

async function showEarlier(link) {
  const fresh = await fetchPage(link.href);
  if (!fresh) return location.assign(link.href);
  const talk = document.getElementById("talk");
  const height = talk.scrollHeight;
  const further = fresh.querySelector("a[data-earlier]");
  const older = document.createElement("div");
  older.className = "entries";
  older.append(...fresh.getElementById("entries").childNodes);
  link.closest(".earlier").after(older);
  if (further) link.href = further.href;
  else link.closest(".earlier").remove();
  talk.scrollTop += talk.scrollHeight - height;
  document.getElementById("talk").focus({ preventScroll: true });
}

function announce(arrived) {
  const last = arrived.at(-1);
  // What was read out may have been taken back since: it must not stay behind in the page.
  if (!last) return document.getElementById("announcer").replaceChildren();
  const text = last.querySelector(".bubble").textContent.trim().slice(0, 200);
  document.getElementById("announcer").textContent = say("new_message", { name: document.getElementById("thread").dataset.name, text });
}

function problem(text) {
  const place = document.getElementById("problem");
  const alert = document.createElement("div");
  alert.className = "alert alert-danger";
  alert.role = "alert";
  alert.textContent = text;
  place?.replaceChildren(alert);
}

// On a phone a focused box would raise the keyboard over what is to be read first.
function focusThread() {
  const isPhone = window.matchMedia("(max-width: 900px)").matches;
  const box = document.getElementById("text") ?? document.getElementById("claim");
  ((!isPhone && box) || document.getElementById("thread")).focus({ preventScroll: true });
}

function retitle() {
  const waiting = Number(document.getElementById("list").dataset.mine);
  const bare = document.title.replace(/^\(\d+\) /, "");
  document.title = waiting ? `(${waiting}) ${bare}` : bare;
}

function adopt(id, page, { always = false } = {}) {
  const next = page.getElementById(id);
  const old = document.getElementById(id);
  if (!next) return;
  if (id === "customer") adoptCustomer(old, next, always);
  else old.replaceWith(next);
}

// The panel stays itself, so that on a phone it stays open; a word half-written in it is not swept away.
function adoptCustomer(old, next, always) {
  if (!always && [...old.querySelectorAll("textarea")].some((each) => each.value)) return;
  const folds = always ? [] : [...old.querySelectorAll("details[data-keep]")].map((each) => [each.dataset.keep, each.open]);
  old.replaceChildren(...next.childNodes);
  for (const [keep, isOpen] of folds) old.querySelector(`[data-keep="${keep}"]`)?.toggleAttribute("open", isOpen);
}

// The forms of the rail stay; what they send must come back to where we are.
function keepTokens(page) {
  const next = page.querySelector(".rail input[name=next]");
  const mine = document.querySelector(".rail input[name=next]");
  if (next && mine) mine.value = next.value;
}

async function fetchPage(address) {
  const answer = await fetch(address, { credentials: "same-origin", headers: { Accept: "text/html" } });
  if (answer.status === 401 || (answer.redirected && new URL(answer.url).pathname === "/signin")) return signIn();
  return answer.ok ? parse(await answer.text()) : null;
}

function parse(html) {
  return new DOMParser().parseFromString(html, "text/html");
}

function signIn() {
  location.assign(`/signin?next=${encodeURIComponent(location.pathname + location.search)}`);
  return null;
}
