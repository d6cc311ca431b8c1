// The figures of an experiment beside the published ones.
import { announce, backButton } from "./status-bar.js";
import { hotReload } from "./hot-reload.js";
import { element, state, slug } from "./page-state.js";

backButton.addEventListener("click", () => hotReload(state));

/** Puts the experiment's figures and tables beside the page's. */
export async function compare({ text }) {
  await hotReload(state);
  const base = new URL(`/.serve/experiment/${slug}/`, location);
  const response = await fetch(new URL("index.html", base), { cache: "no-store" });
  if (!response.ok) return;
  const other = new DOMParser().parseFromString(await response.text(), "text/html");
  for (const figure of document.querySelectorAll("main figure[id]")) {
    const match = other.getElementById(figure.id);
    if (!match) continue;
    const isSame = hashes(match) === hashes(figure) && hashes(figure) !== "";
    for (const node of match.querySelectorAll("[id]")) node.removeAttribute("id");
    for (const node of match.querySelectorAll("figcaption")) node.remove();
    for (const [key, nodes] of [["src", match.querySelectorAll("[src]")], ["href", match.querySelectorAll("a[href]")]]) {
      for (const node of nodes) node.setAttribute(key, `${new URL(node.getAttribute(key), base).pathname}?v=${Date.now()}`);
    }
    const side = (title, ...children) => element("div", {}, element("p", { className: "side", textContent: title }), ...children);
    const own = [...figure.childNodes].filter((node) => !node.matches?.("figcaption"));
    const pair = element("div", { className: "versus" });
    own[0]?.before(pair);
    pair.append(side("Published", ...own),
      side(isSame ? `With ${text}: the same` : `With ${text}`, ...[...match.childNodes].map((node) => document.adoptNode(node))));
  }
  dispatchEvent(new CustomEvent("exchanged", { detail: { hasNewFigures: false } }));
  backButton.hidden = false;
  announce(`Figures with ${text} are beside the published ones`);
}

const hashes = (figure) => [...figure.querySelectorAll("figcaption > details code")].slice(1).map((code) => code.textContent).join();
