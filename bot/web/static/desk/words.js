// What does the server call it? Words with {gaps}, and the server's idea of now.
const words = JSON.parse(document.body.dataset.words ?? "{}");
const ahead = Number(document.body.dataset.now) - Date.now();

export function say(name, gaps = {}) {
  return words[name].replace(/\{(\w+)\}/g, (whole, gap) => gaps[gap] ?? whole);
}

export function now() {
  return Date.now() + ahead;
}
