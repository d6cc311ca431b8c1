// Cells: which one runs, and what became of them.
import { element, known } from "./page.js";

export const cellAt = (index) => {
  for (let place = index ?? -1; place >= 0; place--) {
    const name = `line ${known.lines[place]}`;
    const label = [...document.querySelectorAll("main .code > summary")].find(
      ({ textContent }) => textContent === name || textContent.startsWith(`${name} `));
    if (label) return label.closest(".cell") ?? label.parentElement;
  }
  return null;
};

export function mark(cell) {
  document.querySelector(".running")?.classList.remove("running");
  cell?.classList.add("running");
}

export function badge(index, { word, text }) {
  const cell = cellAt(Number(index));
  const code = cell?.matches(".code") ? cell : cell?.querySelector(".code");
  if (!code || !word) return;
  const holder = code.closest(".cell") ?? code;
  holder.querySelector(":scope > .fate")?.remove();
  const label = element("span", { className: `fate was-${word}`, textContent: word, title: text });
  holder.append(label);
}

export function badges() {
  for (const old of document.querySelectorAll(".fate")) old.remove();
  for (const [index, fate] of Object.entries(known.fates)) {
    // Cells without code on the page would lend theirs to the one above.
    const cell = cellAt(Number(index));
    if (cell && cell === cellAt(Number(index) - 1)) continue;
    badge(index, fate);
  }
}
