// Sound and notifications: made only after a click has asked for them, in this browser.
import { say } from "./words.js";

const KEPT = "saphan-alerts";
const ICON = "/static/icon-192.png";
let sound = null;

export function startSounding() {
  const button = document.getElementById("alerts");
  if (!button || button.dataset.started) return;
  button.dataset.started = "1";
  button.hidden = !("Notification" in window);
  showState(button);
  button.addEventListener("click", async () => {
    if (isOn()) keep("off");
    else if ((await Notification.requestPermission()) === "granted") {
      keep("on");
      beep([660, 880]);
    } else keep("off");
    showState(button);
  });
}

// A few short notes, and a notification where nobody looks at this tab; `go` is done when it is clicked.
export function alertBy({ notes, tag, title, body = "", go = () => {} }) {
  if (!isOn()) return;
  beep(notes);
  if (document.visibilityState === "visible") return;
  const told = new Notification(title, { tag, body, icon: ICON, renotify: true });
  told.addEventListener("click", () => {
    window.focus();
    told.close();
    go();
  });
}

function isOn() {
  return "Notification" in window && Notification.permission === "granted" && recall() === "on";
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

// Made here: no file to load, nothing that startles.
function beep(notes) {
  try {
    sound ??= new AudioContext();
    notes.forEach((pitch, index) => {
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
