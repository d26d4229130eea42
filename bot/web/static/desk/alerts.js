// Something of mine waits: a sound and a notification, once a click has asked for them; never for others' chats.
import { say } from "./words.js";

const KEPT = "saphan-alerts";
let before = null;
let sound = null;

export function startAlerts() {
  const button = document.getElementById("alerts");
  if (!button) return;
  button.hidden = !("Notification" in window);
  showState(button);
  button.addEventListener("click", async () => {
    if (isOn()) keep("off");
    else if ((await Notification.requestPermission()) === "granted") {
      keep("on");
      beep();
    } else keep("off");
    showState(button);
  });
  before = mine();
}

// After each look at the list: more of mine wait than before, so somebody wrote to me or was given to me.
export function alertMine() {
  const [was, now] = [before, mine()];
  before = now;
  if (was === null || now <= was || !isOn()) return;
  beep();
  if (document.visibilityState === "visible") return;
  const told = new Notification(say("mine_waiting", { n: now }), { tag: "saphan-mine", icon: "/static/icon-192.png" });
  told.addEventListener("click", () => {
    window.focus();
    told.close();
  });
}

function mine() {
  return Number(document.getElementById("list")?.dataset.mine ?? 0);
}

function isOn() {
  return Notification.permission === "granted" && recall() === "on";
}

function showState(button) {
  const on = isOn();
  button.setAttribute("aria-pressed", String(on));
  button.querySelector("span").textContent = say(on ? "alerts_on" : "alerts_off");
}

function recall() {
  try {
    return localStorage.getItem(KEPT);
  } catch {
    return null;
  }
}

function keep(wish) {
  try {
    localStorage.setItem(KEPT, wish);
  } catch {
    // Without storage the choice lasts as long as the page: that is, not at all.
  }
}

// Two short notes, made here: no file to load, nothing that startles.
function beep() {
  try {
    sound ??= new AudioContext();
    [660, 880].forEach((pitch, index) => {
      const [tone, level] = [sound.createOscillator(), sound.createGain()];
      const at = sound.currentTime + index * 0.14;
      tone.frequency.value = pitch;
      level.gain.setValueAtTime(0.08, at);
      level.gain.exponentialRampToValueAtTime(0.001, at + 0.13);
      tone.connect(level).connect(sound.destination);
      tone.start(at);
      tone.stop(at + 0.14);
    });
  } catch {
    // No sound on this machine.
  }
}
