// Cells: the one that runs, and the status of each after the last run.
import { element, state } from "./page-state.js";

export const cellAt = (index) => {
  for (let place = index ?? -1; place >= 0; place--) {
    const name = `line ${state.lines[place]}`;
    const label = [...document.querySelectorAll("main .code > summary")].find(
      ({ textContent }) => textContent.split(" · ").includes(name));
    if (label) return label.closest(".cell") ?? label.parentElement;
  }
  return null;
};

export function markRunning(cell) {
  document.querySelector(".running")?.classList.remove("running");
  cell?.classList.add("running");
}

export function showStatus(index, { word, text }) {
  const cell = cellAt(Number(index));
  const code = cell?.matches(".code") ? cell : cell?.querySelector(".code");
  if (!code || !word) return;
  const holder = code.closest(".cell") ?? code;
  holder.querySelector(":scope > .cell-status")?.remove();
  holder.append(element("span", { className: `cell-status was-${word}`, textContent: word, title: text }));
}

export function showStatuses() {
  for (const old of document.querySelectorAll(".cell-status")) old.remove();
  for (const [index, status] of Object.entries(state.cellStatuses)) {
    // A cell without code on the page is found at the one above, whose status it must not replace.
    const cell = cellAt(Number(index));
    if (cell && cell === cellAt(Number(index) - 1)) continue;
    showStatus(index, status);
  }
}
