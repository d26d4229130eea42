// Draws what really went over the wire, the quota and the fault switches.
import { byId, make, match } from "/static/dom.js";
import { locale, word } from "/static/words.js";

const clock = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const day = new Intl.DateTimeFormat(locale, { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", second: "2-digit" });
const number = new Intl.NumberFormat(locale);
const SENDS = ["/reply", "/push", "/multicast"];

function verdict(entry) {
  if (entry.status === null) return ["bad", word("noAnswer")];
  if (entry.status >= 400 && entry.status !== 409) return ["bad", word("refused")];
  if (entry.direction === "to_bot") return ["ok", word("ok")];
  if (entry.note.startsWith("not delivered")) return ["warn", word("undelivered")];
  if (entry.counted) return ["counted", word("counted", { n: number.format(entry.counted) })];
  return SENDS.some((end) => entry.path.endsWith(end)) ? ["free", word("free")] : ["ok", word("ok")];
}

function drawEntry(entry) {
  const [kind, sentence] = verdict(entry);
  const isToBot = entry.direction === "to_bot";
  const path = entry.path.replace("/v2/bot/", "").replace(/U[0-9a-f]{32}/, "U…").replace(/richmenu-[0-9a-f]{32}/, "…");
  const why = ["free", "counted", "not delivered, not counted"].includes(entry.note) ? "" : entry.note;
  return make(
    "li",
    { class: `entry ${kind}`, title: entry.request_id ? word("requestId", { id: entry.request_id }) : null },
    make("time", { datetime: new Date(entry.at * 1000).toISOString() }, clock.format(new Date(entry.at * 1000))),
    make("span", { class: isToBot ? "way in" : "way out" }, word(isToBot ? "toBot" : "toLine")),
    make("code", {}, isToBot ? entry.note.split(";")[0] : `${entry.method} ${path}`),
    make("b", { class: "status" }, entry.status === null ? "–" : String(entry.status)),
    make("span", { class: "verdict" }, sentence),
    why && !isToBot ? make("span", { class: "why" }, why) : null,
  );
}

export function drawWire(entries) {
  byId("wire-empty").hidden = entries.length > 0;
  const seen = new Map();
  const keyed = [...entries].reverse().map((entry) => {
    const key = `${entry.at}${entry.request_id}${entry.note}`;
    seen.set(key, (seen.get(key) ?? 0) + 1);
    return { ...entry, key: `${key}#${seen.get(key)}` };
  });
  match(byId("wire"), keyed.reverse(), (entry) => entry.key, drawEntry);
}

export function drawQuota({ limit, used }) {
  const values = { used: number.format(used), limit: number.format(limit ?? 0) };
  byId("quota-text").textContent = word(limit === null ? "used" : "usedOf", values);
  const meter = byId("quota-meter");
  meter.hidden = limit === null;
  meter.max = Math.max(limit ?? 1, 1);
  meter.high = meter.max * 0.8;
  meter.optimum = 0;
  meter.value = used;
  const field = byId("limit");
  if (document.activeElement !== field) field.value = limit === null ? "" : String(limit);
}

export function drawFaults(faults, flip) {
  const on = new Set(faults.on);
  byId("faults-on").textContent = on.size ? word("faultsOn", { n: on.size }) : "";
  const draw = ({ kind, isOn }) =>
    make(
      "label",
      { class: "switch" },
      Object.assign(make("input", { type: "checkbox", on: { change: (event) => flip(kind, event.target.checked) } }), { checked: isOn }),
      make("span", {}, word(`fault.${kind}`)),
    );
  for (const side of ["chance", "api", "webhook"]) {
    const rows = faults[side].map((kind) => ({ kind, isOn: on.has(kind) }));
    match(byId(`faults-${side}`), rows, (row) => row.kind, draw);
  }
}

let beat = 0;

export function drawClock({ now, ahead }) {
  const skew = now * 1000 - Date.now();
  const show = () => {
    const moment = new Date(Date.now() + skew);
    byId("clock-now").textContent = day.format(moment);
    byId("clock-now").dateTime = moment.toISOString();
  };
  show();
  clearInterval(beat);
  beat = setInterval(show, 1000);
  byId("clock-ahead").textContent = ahead ? word("ahead", { span: span(ahead) }) : word("onTime");
}

function span(seconds) {
  const parts = [["days", Math.floor(seconds / 86400)], ["hours", Math.floor(seconds / 3600) % 24], ["minutes", Math.floor(seconds / 60) % 60]];
  return parts.filter(([, n]) => n).map(([unit, n]) => word(`span.${n === 1 ? unit.slice(0, -1) : unit}`, { n: number.format(n) })).join(" ");
}

export function drawBreaches(count, sentences) {
  const box = byId("breaches");
  box.hidden = count === 0;
  box.textContent = count ? word("breaches", { n: count }) : "";
  box.title = sentences.join("\n");
}
