// Copies what stands in a box, where the browser allows it; selecting it by hand works everywhere.
const button = document.getElementById("copy");
const box = document.getElementById(button.dataset.from);
const said = document.getElementById("copied");

button.hidden = false;
box.addEventListener("focus", () => box.select());
button.addEventListener("click", async () => {
  box.select();
  const isCopied = navigator.clipboard ? await navigator.clipboard.writeText(box.value).then(() => true, () => false) : document.execCommand("copy");
  said.textContent = isCopied ? said.dataset.said : "";
});
