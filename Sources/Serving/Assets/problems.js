// The panel of problems, over the page until they are fixed.
import { announce } from "./status-bar.js";
import { cellAt, markRunning } from "./cells.js";
import { element } from "./page-state.js";

export const panel = element("section", { className: "problems", hidden: true });
panel.setAttribute("aria-label", "Problems");
panel.setAttribute("role", "alert");
addEventListener("keydown", (event) => { if (event.key === "Escape") panel.hidden = true; });

export function problems({ problems: list }) {
  const wasHidden = panel.hidden;
  panel.hidden = !list.length;
  if (!list.length) {
    if (!wasHidden) announce("Fixed");
    return panel.replaceChildren();
  }
  const hide = element("button", { type: "button", textContent: "Hide" });
  hide.addEventListener("click", () => { panel.hidden = true; });
  panel.replaceChildren(hide, ...list.map(problem));
  markRunning(null);
}

function problem({ file, line, column, message, details, source, cell }) {
  const result = element("article", {}, element("p", { className: "message", textContent: message }));
  if (file) {
    const target = cellAt(cell);
    const place = `${file}:${line}:${column}`;
    const link = target ? element("button", { type: "button", className: "place-link", textContent: place })
      : element("span", { className: "place-link", textContent: place });
    link.addEventListener("click", () => {
      target.scrollIntoView({ block: "center", behavior: "instant" });
      target.classList.add("faulty");
      setTimeout(() => target.classList.remove("faulty"), 3000);
    });
    result.prepend(link);
  }
  if (source.trim()) {
    const before = new TextDecoder().decode(new TextEncoder().encode(source).slice(0, column - 1));
    const caret = `${before.replace(/[^\t]/gu, " ")}^`;
    result.append(element("pre", { textContent: `${source}\n${caret}`, tabIndex: 0 }));
  }
  if (details) {
    result.append(element("details", {}, element("summary", { textContent: "Full message" }),
      element("pre", { textContent: details, tabIndex: 0 })));
  }
  return result;
}
