// What a served page does besides: it follows the chapter as its author edits it. What happens comes as
// events. Modules run once the page is read, and before its own scripts change it.
import { announce, bar, formButton, progress, status, strip } from "./bar.js";
import { badge, badges, cellAt, mark } from "./cells.js";
import { compare } from "./compare.js";
import { exchange, remember } from "./exchange.js";
import { check, clear, preview, print, show } from "./live.js";
import { known, learn, slug } from "./page.js";
import { form } from "./parameters.js";
import { panel, problems } from "./problems.js";

const handlers = {
  hello: ({ page }) => {
    const isOld = page.version !== known.version;
    clear();
    if (isOld) return exchange(page);
    learn(page);
    formButton.hidden = !page.parameters.length || !document.querySelector("article");
    badges();
  },
  status, progress, problems, check, preview,
  begin: () => {
    clear();
    known.fates = {};
    badges();
    announce("The chapter is being run");
  },
  cell: ({ cell }) => { bar.hidden = true; mark(cellAt(cell)); },
  printed: (notice) => print(notice, "printed"),
  warned: (notice) => print(notice, "warned"),
  shown: show,
  checkpoint: ({ cell, word, text }) => {
    if (word) badge(cell, { word, text });
    else print({ cell, text: `${text}\n` }, "printed");
  },
  reload: ({ page }) => exchange(page),
  experiment: compare,
};

let source = null;

function connect() {
  source = new EventSource(`/.serve/events?page=${encodeURIComponent(slug)}`);
  source.onmessage = ({ data }) => {
    const notice = JSON.parse(data);
    handlers[notice.kind]?.(notice);
  };
  source.onerror = () => status({ word: "gone", text: "walkthrough serve does not answer" });
}

// A browser has few connections to one server: a page that nobody sees needs none.
document.addEventListener("visibilitychange", () => {
  source?.close();
  if (!document.hidden) connect();
});
addEventListener("pagehide", () => source?.close());

remember();
document.body.append(panel, strip, form);
status({ word: "gone", text: "Connecting" });
connect();
