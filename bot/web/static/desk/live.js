// What changed? One stream per browser: the tab that holds the lock listens and tells the others.
const SETTLE = 200;
const SHOW_LOST_AFTER = 3000;
const POLL_EVERY = 5000;
const LONGEST_GAP = 30_000;

const channel = "BroadcastChannel" in window ? new BroadcastChannel("saphan-live") : null;
let last = document.body.dataset.feed;
let changed = new Set();
let settling = null;
let brokenSince = null;
let lostTimer = null;
let pollTimer = null;
let refresh = async () => {};

// `look` shows anew what these conversations have changed; "*" stands for anything.
export function listen(look) {
  refresh = look;
  if (channel) channel.onmessage = (message) => hear(message.data);
  if (channel && navigator.locks) navigator.locks.request("saphan-live", lead);
  else lead();
}

// Leads until this tab closes; then the lock, and the stream, pass to another tab.
function lead() {
  let failures = 0;
  let source = null;
  const connect = () => {
    source = new EventSource(`/live?last=${encodeURIComponent(last)}`);
    source.onopen = () => {
      failures = 0;
      tell({ kind: "well" });
    };
    source.onerror = () => {
      source.close();
      tell({ kind: "broken" });
      failures += 1;
      const gap = Math.min(LONGEST_GAP, 1000 * 2 ** Math.min(failures, 5));
      setTimeout(async () => ((await isSignedOut()) ? tell({ kind: "gone" }) : connect()), gap * (0.5 + Math.random() / 2));
    };
    for (const kind of ["hello", "reload", "turn", "delivery", "presence"]) {
      source.addEventListener(kind, (event) => {
        tell({ kind, last: event.lastEventId, conversation: String(JSON.parse(event.data).conversation ?? "") });
      });
    }
  };
  connect();
  window.addEventListener("pagehide", () => source.close());
  return new Promise(() => {}); // the lock is held for as long as this tab lives
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
  if (news.last) last = news.last;
  if (news.kind === "gone") return location.assign(`/signin?next=${encodeURIComponent(location.pathname + location.search)}`);
  if (news.kind === "broken") return mourn();
  recover();
  document.dispatchEvent(new CustomEvent("saphan:news", { detail: news }));
  if (news.kind === "presence") return;
  if (news.kind === "reload" || news.kind === "hello") note("*");
  else if (news.conversation) note(news.conversation);
}

function note(conversation) {
  changed.add(conversation);
  settling ??= setTimeout(async () => {
    const these = [...changed];
    changed = new Set();
    settling = null;
    await refresh(these).catch(() => {});
  }, SETTLE);
}

function mourn() {
  if (brokenSince) return;
  brokenSince = Date.now();
  lostTimer = setTimeout(() => {
    showLost(true);
    pollTimer = setInterval(() => refresh(["*"]).catch(() => {}), POLL_EVERY);
  }, SHOW_LOST_AFTER);
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
