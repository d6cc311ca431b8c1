// The status bar: the server's activity, and what the author can do about it.
import { markRunning } from "./cells.js";
import { element, post, slug } from "./page-state.js";

const activity = element("span", { className: "activity" });
const announcement = element("span", { className: "hidden" });
announcement.setAttribute("role", "status");
export const bar = element("progress", { hidden: true });
bar.setAttribute("aria-label", "Progress of the cell");
const runButton = element("button", { type: "button", textContent: "Run it now", hidden: true });
const stopButton = element("button", { type: "button", textContent: "Stop", hidden: true });
export const formButton = element("button", { type: "button", textContent: "Parameters", hidden: true });
export const backButton = element("button", { type: "button", textContent: "Back to the published page", hidden: true });
export const statusBar = element("div", { className: "serving" }, element("span", { className: "dot" }), activity, bar,
  runButton, stopButton, formButton, backButton, announcement);
statusBar.setAttribute("role", "region");
statusBar.setAttribute("aria-label", "Serving");

runButton.addEventListener("click", () => post("run"));
stopButton.addEventListener("click", () => post("stop"));

export const announce = (text) => { announcement.textContent = text; };

export function status({ word, text }) {
  statusBar.dataset.state = word;
  activity.textContent = text;
  runButton.hidden = word !== "stale";
  stopButton.hidden = word !== "busy" || !slug;
  if (word !== "busy") {
    bar.hidden = true;
    markRunning(null);
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
  activity.textContent = `${text}: ${completed} of ${total}${completed === total ? "" : left}`;
}
