// Is the chosen tab in sight? On a narrow screen tabs stand in one line that can be pushed sideways.
export function showCurrentTab() {
  for (const each of document.querySelectorAll(".tabs")) {
    const current = each.querySelector("[aria-current]");
    if (current) each.scrollLeft = current.offsetLeft - each.offsetLeft - (each.clientWidth - current.offsetWidth) / 2;
  }
}

showCurrentTab();
