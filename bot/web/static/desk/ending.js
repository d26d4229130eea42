// The newest message stays in sight while the room around it changes: pictures arrive, chips and boxes open.
const NEAR = 60;
let isAtEnd = true;
let observer = null;

export function toBottom() {
  const talk = document.getElementById("talk");
  if (!talk) return;
  isAtEnd = true;
  talk.scrollTop = talk.scrollHeight;
  watch(talk);
}

// After the transcript was swapped: its parts are others now.
export function watch(talk = document.getElementById("talk")) {
  observer?.disconnect();
  if (!talk || !("ResizeObserver" in window)) return;
  observer = new ResizeObserver(() => {
    if (isAtEnd) talk.scrollTop = talk.scrollHeight;
  });
  observer.observe(talk);
  observer.observe(document.getElementById("entries"));
}

document.addEventListener("scroll", (event) => {
  const talk = event.target;
  if (talk.id === "talk") isAtEnd = talk.scrollHeight - talk.scrollTop - talk.clientHeight < NEAR;
}, true);
