// What changed? One stream per browser: the tab that holds the lock listens and tells the others.
const SETTLE = 200;
const SHOW_LOST_AFTER = 3000;
const POLL_EVERY = 5000;
const LONGEST_GAP = 30_000;
const AWAY = 10_000; // hidden for longer, a phone may have put the tab to sleep and its stream to death

const channel = "BroadcastChannel" in window ? new BroadcastChannel("saphan-live") : null;
const looks = [];
let last = document.body.dataset.feed ?? "";
let changed = new Set();
let settling = null;
let brokenSince = null;
let lostTimer = null;
let pollTimer = null;
let heardAt = 0;
let hiddenAt = 0;
let reconnect = null; // in the tab that leads

// `look` shows anew what these conversations have changed; "*" stands for anything.
export function listen(look) {
  looks.push(look);
  if (looks.length > 1) return;
  if (channel) channel.onmessage = (message) => (message.data.kind === "call" ? reconnect?.() : hear(message.data));
  if (channel && navigator.locks) queue();
  else lead();
  watchReturns();
}

// Does this tab speak for the browser? So that of several only one makes a sound.
export function leads() {
  return reconnect !== null;
}

// Waits for the lock. It is lost only to a tab that found this one asleep.
function queue(options = {}) {
  let stop = () => {};
  const held = () => {
    stop = lead();
    return new Promise(() => {}); // for as long as this tab lives
  };
  navigator.locks.request("saphan-live", options, held).catch(() => {
    stop();
    queue();
  });
}

function lead() {
  let failures = 0;
  let source = null;
  let again = null;
  const connect = () => {
    clearTimeout(again);
    source?.close();
    const mine = (source = new EventSource(`/live?last=${encodeURIComponent(last)}`));
    mine.onopen = () => {
      failures = 0;
      tell({ kind: "well" });
    };
    mine.onerror = () => {
      mine.close();
      if (mine !== source) return;
      tell({ kind: "broken" });
      failures += 1;
      const gap = Math.min(LONGEST_GAP, 1000 * 2 ** Math.min(failures, 5));
      again = setTimeout(async () => ((await isSignedOut()) ? tell({ kind: "gone" }) : connect()), gap * (0.5 + Math.random() / 2));
    };
    for (const kind of ["hello", "reload", "turn", "delivery", "presence", "looking"]) {
      mine.addEventListener(kind, (event) => {
        tell({ kind, last: event.lastEventId, conversation: String(JSON.parse(event.data).conversation ?? "") });
      });
    }
  };
  const stop = () => {
    clearTimeout(again);
    source?.close();
    reconnect = null;
  };
  reconnect = () => {
    failures = 0;
    connect();
  };
  connect();
  window.addEventListener("pagehide", () => source.close());
  return stop;
}

// Back in front of somebody, or back on the line: what was missed is asked for now, not after a pause.
function watchReturns() {
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) hiddenAt = Date.now();
    else if (hiddenAt && Date.now() - hiddenAt > AWAY) comeBack();
  });
  document.addEventListener("resume", comeBack);
  window.addEventListener("pageshow", (event) => event.persisted && comeBack());
  window.addEventListener("online", comeBack);
  window.addEventListener("offline", () => mourn(0));
}

function comeBack() {
  if (reconnect) return reconnect();
  const calledAt = Date.now();
  channel?.postMessage({ kind: "call" });
  // Nobody answers: the tab that leads sleeps still, so this one takes its place.
  setTimeout(() => heardAt < calledAt && !reconnect && navigator.locks && queue({ steal: true }), SHOW_LOST_AFTER);
}

// A stream that is refused does not say why: this tells a sign-in that was ended from a line that is lost.
async function isSignedOut() {
  const answer = await fetch("/presence/colleagues", { credentials: "same-origin" }).catch(() => null);
  return answer?.status === 401;
}

function tell(news) {
  hear(news);
  channel?.postMessage(news);
}

function hear(news) {
  heardAt = Date.now();
  if (news.last) last = news.last;
  if (news.kind === "gone") return location.assign(`/signin?next=${encodeURIComponent(location.pathname + location.search)}`);
  if (news.kind === "broken") return mourn();
  recover();
  document.dispatchEvent(new CustomEvent("saphan:news", { detail: news }));
  if (news.kind === "presence" || news.kind === "looking") return;
  if (news.kind === "reload" || news.kind === "hello") note("*");
  else if (news.conversation) note(news.conversation);
}

function note(conversation) {
  changed.add(conversation);
  settling ??= setTimeout(async () => {
    const these = [...changed];
    changed = new Set();
    settling = null;
    await showAll(these);
  }, SETTLE);
}

function showAll(these) {
  return Promise.all(looks.map((look) => look(these).catch(() => {})));
}

function mourn(after = SHOW_LOST_AFTER) {
  if (brokenSince) return;
  brokenSince = Date.now();
  lostTimer = setTimeout(() => {
    showLost(true);
    pollTimer = setInterval(() => showAll(["*"]), POLL_EVERY);
  }, after);
}

function recover() {
  if (!brokenSince) return;
  brokenSince = null;
  clearTimeout(lostTimer);
  clearInterval(pollTimer);
  showLost(false);
  note("*");
}

// In the list and, for phones that show only the thread, above the composer too.
function showLost(isLost) {
  for (const each of document.querySelectorAll("#lost, [data-lost]")) each.hidden = !isLost;
}
