// A new text in the place of the old, so that what the author looks at stays where it is.
import { announce, backButton, formButton } from "./bar.js";
import { badges } from "./cells.js";
import { known, learn } from "./page.js";

// The blocks of the text, told apart by their words before any script has changed them.
const words = new WeakMap();
const blocks = () => [...document.querySelectorAll("article > *")];
export const remember = () => {
  for (const block of blocks()) words.set(block, block.tagName + block.textContent.trim());
};

let turn = 0;

export async function exchange(page) {
  const mine = ++turn;
  let response;
  try {
    response = await fetch(location.pathname, { cache: "no-store" });
  } catch {
    return;
  }
  const html = await response.text();
  if (mine !== turn) return;
  const fresh = new DOMParser().parseFromString(html, "text/html");
  const [main, old] = [fresh.querySelector("main"), document.querySelector("main")];
  if (!response.ok || !main || !old || !fresh.querySelector(".contents") !== !document.querySelector(".contents")) {
    return location.reload();
  }
  const hasNewFigures = page.figures !== known.figures;
  learn(page);
  backButton.hidden = true;
  formButton.hidden = !page.parameters.length;
  if (page.figures > 1) {
    // The browser would show the picture that it has of the same name.
    for (const image of main.querySelectorAll("img")) {
      image.setAttribute("src", `${image.getAttribute("src")}?v=${page.figures}`);
    }
  }
  const focused = focusables(old).indexOf(document.activeElement);
  const folds = foldables(old).map((one) => [foldedWords(one), one.open]);
  const kept = anchors();
  if (!hasNewFigures) keepFigures(old, main);
  old.replaceWith(document.adoptNode(main));
  remember();
  for (const selector of [".contents ol", "title"]) {
    const now = fresh.querySelector(selector);
    if (now) document.querySelector(selector)?.replaceWith(document.adoptNode(now));
  }
  document.body.toggleAttribute("data-drawings", fresh.body.hasAttribute("data-drawings"));
  fold(foldables(main), folds);
  dispatchEvent(new CustomEvent("exchanged", { detail: { hasNewFigures } }));
  badges();
  hold(kept);
  if (focused >= 0) (focusables(main)[focused] ?? main).focus({ preventScroll: true });
  announce("The page is up to date");
}

const focusables = (root) => [...root.querySelectorAll("a[href], button, input, summary")];

const foldables = (root) => [...root.querySelectorAll("details")];
const foldedWords = (one) => (one.querySelector("pre") ?? one).textContent;

/** What the author has folded or opened stays so: known by its words, or by its place where these have changed. */
function fold(all, folds) {
  const byWords = new Map(folds);
  all.forEach((one, index) => {
    const isOpen = byWords.get(foldedWords(one)) ?? (all.length === folds.length ? folds[index][1] : undefined);
    if (isOpen !== undefined) one.open = isOpen;
  });
}

/** Pictures that are the same are left as they are: nothing flickers, and a curve stays alive. */
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

/** The blocks from the top of the window on, then those above it, with their places. */
function anchors() {
  const all = blocks();
  const first = Math.max(0, all.findIndex((block) => block.getBoundingClientRect().bottom > 0));
  const near = [...all.slice(first, first + 40), ...all.slice(0, first).reverse()];
  return near.map((block) => ({ words: words.get(block), index: all.indexOf(block), top: block.getBoundingClientRect().top }));
}

/** Scrolls so that the first of these which is still there stands where it stood. */
function hold(kept) {
  if (scrollY === 0) return;
  const all = blocks();
  for (const { words: wanted, index, top } of kept) {
    const same = all.filter((block) => words.get(block) === wanted)
      .sort((a, b) => Math.abs(all.indexOf(a) - index) - Math.abs(all.indexOf(b) - index))[0];
    if (!same) continue;
    scrollBy({ top: same.getBoundingClientRect().top - top, behavior: "instant" });
    return;
  }
}
