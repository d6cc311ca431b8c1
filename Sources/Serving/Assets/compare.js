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
  const [published, tried] = await Promise.all([pictures(new URL("./", location)), pictures(base)]);
  const other = new DOMParser().parseFromString(await response.text(), "text/html");
  for (const figure of document.querySelectorAll("main figure[id]")) {
    const match = other.getElementById(figure.id);
    if (!match) continue;
    // A second picture of a figure is called fig-name-2.
    const stems = ({ name }) => [name.replace(/\.\w+$/, ""), name.replace(/-\d+\.\w+$/, "")];
    const own = published.filter((file) => stems(file).includes(figure.id));
    const isSame = own.length > 0 && own.every(({ name, sha256 }) => tried.some((one) => one.name === name && one.sha256 === sha256));
    for (const node of match.querySelectorAll("[id]")) node.removeAttribute("id");
    for (const node of match.querySelectorAll("figcaption")) node.remove();
    for (const [key, links] of [["src", match.querySelectorAll("[src]")], ["href", match.querySelectorAll("a[href]")]]) {
      for (const node of links) node.setAttribute(key, `${new URL(node.getAttribute(key), base).pathname}?v=${Date.now()}`);
    }
    const side = (title, ...children) => element("div", {}, element("p", { className: "side", textContent: title }), ...children);
    const nodes = [...figure.childNodes].filter((node) => !node.matches?.("figcaption"));
    const pair = element("div", { className: "versus" });
    nodes[0]?.before(pair);
    pair.append(side("Published", ...nodes),
      side(isSame ? `With ${text}: the same` : `With ${text}`, ...[...match.childNodes].map((node) => document.adoptNode(node))));
  }
  dispatchEvent(new CustomEvent("exchanged", { detail: { hasNewFigures: false } }));
  backButton.hidden = false;
  announce(`Figures with ${text} are beside the published ones`);
}

/** The pictures in the record of a run, with the hashes of their files. */
async function pictures(folder) {
  const response = await fetch(new URL("run.json", folder), { cache: "no-store" });
  if (!response.ok) return [];
  const { cells } = await response.json();
  return cells.flatMap((cell) => cell.outputs).flatMap(({ shown }) => shown?.picture?.file ?? []);
}
