// The bar: what is going on.
import { mark } from "./cells.js";
import { element, order, slug } from "./page.js";

const said = element("span", { className: "said" });
const announced = element("span", { className: "hidden" });
announced.setAttribute("role", "status");
export const bar = element("progress", { hidden: true });
bar.setAttribute("aria-label", "How far the cell has come");
const runButton = element("button", { type: "button", textContent: "Run it now", hidden: true });
const stopButton = element("button", { type: "button", textContent: "Stop", hidden: true });
export const formButton = element("button", { type: "button", textContent: "Parameters", hidden: true });
export const backButton = element("button", { type: "button", textContent: "Back to the published page", hidden: true });
export const strip = element("div", { className: "serving" }, element("span", { className: "dot" }), said, bar,
  runButton, stopButton, formButton, backButton, announced);
strip.setAttribute("role", "region");
strip.setAttribute("aria-label", "Serving");

runButton.addEventListener("click", () => order("run"));
stopButton.addEventListener("click", () => order("stop"));

export const announce = (text) => { announced.textContent = text; };

export function status({ word, text }) {
  strip.dataset.state = word;
  said.textContent = text;
  runButton.hidden = word !== "stale";
  stopButton.hidden = word !== "busy" || !slug;
  if (word !== "busy") {
    bar.hidden = true;
    mark(null);
  }
  if (word === "stale") announce(text);
}

const duration = (seconds) => seconds < 60 ? `${Math.ceil(seconds)} s`
  : seconds < 3600 ? `${Math.floor(seconds / 60)} min ${String(Math.floor(seconds % 60)).padStart(2, "0")} s`
    : `${Math.floor(seconds / 3600)} h ${String(Math.floor(seconds / 60 % 60)).padStart(2, "0")} min`;

export function progress({ text, completed, total, secondsLeft }) {
  bar.hidden = completed === total;
  [bar.max, bar.value] = [total || 1, completed];
  const left = secondsLeft === undefined ? "" : `, ${duration(secondsLeft)} left`;
  said.textContent = `${text}: ${completed} of ${total}${completed === total ? "" : left}`;
}
