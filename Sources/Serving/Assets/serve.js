// Follows the chapter as its author edits it, by the server's events. Modules run once the page is parsed,
// and before its own scripts change it.
import { announce, bar, formButton, progress, status, statusBar } from "./status-bar.js";
import { cellAt, markRunning, showStatus, showStatuses } from "./cells.js";
import { compare } from "./compare.js";
import { hotReload, rememberBlocks } from "./hot-reload.js";
import { check, clear, preview, print, show } from "./outputs.js";
import { setState, slug, state } from "./page-state.js";
import { form } from "./parameters.js";
import { panel, problems } from "./problems.js";

const handlers = {
  hello: ({ page }) => {
    const isOld = page.version !== state.version;
    clear();
    if (isOld) return hotReload(page);
    setState(page);
    formButton.hidden = !page.parameters.length || !document.querySelector("article");
    showStatuses();
  },
  status, progress, problems, check, preview,
  begin: () => {
    clear();
    state.cellStatuses = {};
    showStatuses();
    announce("The chapter is running");
  },
  cell: ({ cell }) => { bar.hidden = true; markRunning(cellAt(cell)); },
  printed: (event) => print(event, "printed"),
  warned: (event) => print(event, "warned"),
  shown: show,
  checkpoint: ({ cell, word, text }) => {
    if (word) showStatus(cell, { word, text });
    else print({ cell, text: `${text}\n` }, "printed");
  },
  reload: ({ page }) => hotReload(page),
  experiment: compare,
};

let source = null;

function connect() {
  source = new EventSource(`/.serve/events?page=${encodeURIComponent(slug)}`);
  source.onmessage = ({ data }) => {
    const event = JSON.parse(data);
    handlers[event.kind]?.(event);
  };
  source.onerror = () => status({ word: "gone", text: "walkthrough serve does not answer" });
}

// Browsers limit the connections to one server: a hidden page gives its own up.
document.addEventListener("visibilitychange", () => {
  source?.close();
  if (!document.hidden) connect();
});
addEventListener("pagehide", () => source?.close());

rememberBlocks();
document.body.append(panel, statusBar, form);
status({ word: "gone", text: "Connecting" });
connect();
