// Replaces the page's text, so that the part that the author looks at stays in place.
import { announce, backButton, formButton } from "./status-bar.js";
import { showStatuses } from "./cells.js";
import { setState, state } from "./page-state.js";

// The text's blocks, identified by their words before any script has changed them.
const words = new WeakMap();
const blocks = () => [...document.querySelectorAll("article > *")];
export const rememberBlocks = () => {
  for (const block of blocks()) words.set(block, block.tagName + block.textContent.trim());
};

let latest = 0;

export async function hotReload(page) {
  const request = ++latest;
  let response;
  try {
    response = await fetch(location.pathname, { cache: "no-store" });
  } catch {
    return;
  }
  const html = await response.text();
  if (request !== latest) return;
  const fresh = new DOMParser().parseFromString(html, "text/html");
  const [main, old] = [fresh.querySelector("main"), document.querySelector("main")];
  if (!response.ok || !main || !old || !fresh.querySelector(".contents") !== !document.querySelector(".contents")) {
    return location.reload();
  }
  const hasNewFigures = page.figures !== state.figures;
  setState(page);
  backButton.hidden = true;
  formButton.hidden = !page.parameters.length;
  if (page.figures > 1) {
    // The browser would show the image that it has of the same name.
    for (const image of main.querySelectorAll("img")) {
      image.setAttribute("src", `${image.getAttribute("src")}?v=${page.figures}`);
    }
  }
  const focused = focusables(old).indexOf(document.activeElement);
  const folds = foldables(old).map((one) => [foldedWords(one), one.open]);
  const before = anchors();
  if (!hasNewFigures) keepFigures(old, main);
  old.replaceWith(document.adoptNode(main));
  rememberBlocks();
  for (const selector of [".contents ol", "title"]) {
    const now = fresh.querySelector(selector);
    if (now) document.querySelector(selector)?.replaceWith(document.adoptNode(now));
  }
  document.body.toggleAttribute("data-drawings", fresh.body.hasAttribute("data-drawings"));
  fold(foldables(main), folds);
  dispatchEvent(new CustomEvent("exchanged", { detail: { hasNewFigures } }));
  showStatuses();
  restoreScroll(before);
  if (focused >= 0) (focusables(main)[focused] ?? main).focus({ preventScroll: true });
  announce("The page is up to date");
}

const focusables = (root) => [...root.querySelectorAll("a[href], button, input, summary")];

const foldables = (root) => [...root.querySelectorAll("details")];
const foldedWords = (one) => (one.querySelector("pre") ?? one).textContent;

/** Keeps folded and open what the author left so: found by its words, or by its position where those have changed. */
function fold(all, folds) {
  const byWords = new Map(folds);
  all.forEach((one, index) => {
    const isOpen = byWords.get(foldedWords(one)) ?? (all.length === folds.length ? folds[index][1] : undefined);
    if (isOpen !== undefined) one.open = isOpen;
  });
}

/** Keeps the elements of unchanged figures: nothing flickers, and interactive curves stay as they are. */
function keepFigures(old, main) {
  for (const [selector, key] of [["a.zoom", (node) => node.getAttribute("href")],
    [".scrubber", (node) => `${node.dataset.title} ${node.querySelector("img")?.getAttribute("src")}`]]) {
    const before = new Map([...old.querySelectorAll(selector)].map((node) => [key(node), node]));
    for (const node of main.querySelectorAll(selector)) {
      const same = before.get(key(node));
      if (!same) continue;
      before.delete(key(node));
      const reading = same.nextElementSibling;
      node.replaceWith(same);
      if (reading?.matches(".reading")) same.after(reading);
    }
  }
}

/** The blocks from the top of the window down, then those above it, with their positions. */
function anchors() {
  const all = blocks();
  const first = Math.max(0, all.findIndex((block) => block.getBoundingClientRect().bottom > 0));
  const near = [...all.slice(first, first + 40), ...all.slice(0, first).reverse()];
  return near.map((block) => ({ words: words.get(block), index: all.indexOf(block), top: block.getBoundingClientRect().top }));
}

/** Scrolls so that the first anchor still on the page is where it was. */
function restoreScroll(anchors) {
  if (scrollY === 0) return;
  const all = blocks();
  for (const { words: wanted, index, top } of anchors) {
    const same = all.filter((block) => words.get(block) === wanted)
      .sort((a, b) => Math.abs(all.indexOf(a) - index) - Math.abs(all.indexOf(b) - index))[0];
    if (!same) continue;
    scrollBy({ top: same.getBoundingClientRect().top - top, behavior: "instant" });
    return;
  }
}
