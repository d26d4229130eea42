// What could be answered: / lists canned replies, chips offer articles. Text goes into the box; sending stays a person's act.
import { conversation } from "./composer.js";
import { sendAlong } from "./files.js";
import { pick } from "./picker.js";
import { say } from "./words.js";

let known = { for: "", canned: [], suggested: [] };

export function startHelps() {
  pick("#text", "/", async (words) => {
    await learn();
    const all = [...known.suggested, ...known.canned];
    const fits = (each) => `${each.label}\n${each.text}`.toLowerCase().includes(words);
    const shown = all.filter(fits).map((each) => ({ ...each, hint: each.text, pictureAlt: say("picture") }));
    return shown.map((each) => ({ ...each, chosen: each.picture ? () => sendAlong(each) : undefined }));
  });
  document.addEventListener("click", (event) => {
    const chip = event.target.closest("#helps button");
    if (!chip) return;
    const box = document.getElementById("text");
    box.setRangeText(known.suggested[Number(chip.dataset.index)].text, box.selectionStart, box.selectionEnd, "end");
    box.dispatchEvent(new Event("input", { bubbles: true }));
    box.focus();
  });
  suggest();
}

// After the thread was shown anew: another question may have other answers.
export async function suggest() {
  const place = document.getElementById("helps");
  if (!place) return;
  await learn();
  const now = document.getElementById("helps");
  if (!now || known.for !== mark()) return;
  now.hidden = !known.suggested.length;
  const chips = known.suggested.map((each, index) => {
    const chip = document.createElement("button");
    chip.type = "button";
    chip.className = "help";
    chip.dataset.index = index;
    chip.title = each.text;
    chip.textContent = each.label;
    return chip;
  });
  now.querySelector("span").replaceChildren(...chips);
}

// One question per customer's message, not one per keystroke.
async function learn() {
  const wanted = mark();
  if (known.for === wanted) return;
  const answer = await fetch(`/c/${conversation()}/helps`, { credentials: "same-origin" }).catch(() => null);
  if (answer?.ok && mark() === wanted) known = { for: wanted, ...(await answer.json()) };
}

function mark() {
  return `${conversation()}:${document.getElementById("seen")?.value ?? ""}`;
}
