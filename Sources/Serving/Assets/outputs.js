// The outputs of a running cell, beneath it.
import { cellAt } from "./cells.js";
import { element } from "./page-state.js";

/** The box beneath a cell for its outputs while it runs. */
function outputBox(index) {
  const found = document.querySelector(`.fresh[data-cell="${index}"]`);
  if (found) return found;
  const cell = cellAt(index);
  if (!cell) return null;
  const box = element("div", { className: "fresh" });
  box.dataset.cell = index;
  let place = cell;
  while (place.nextElementSibling?.matches(".fresh")) place = place.nextElementSibling;
  place.after(box);
  return box;
}

export function print({ cell, text }, kind) {
  const box = outputBox(cell);
  if (!box) return;
  let pre = box.lastElementChild;
  if (!pre?.matches(`pre.${kind}`)) {
    pre = element("pre", { className: `output ${kind}`, tabIndex: 0 });
    box.append(pre);
  }
  pre.append(text);
  pre.scrollTop = pre.scrollHeight;
}

const picture = ({ address, width, height, text }) =>
  element("img", { src: address, width: width ?? 0, height: height ?? 0, alt: text ?? "" });

export function show(event) {
  const box = outputBox(event.cell);
  if (!box) return;
  if (event.html !== undefined) {
    box.insertAdjacentHTML("beforeend", event.html);
  } else if (event.address) {
    box.append(picture(event));
  } else {
    box.append(element("pre", { className: "output shown", textContent: event.text }));
  }
}

export function check({ cell, text, word }) {
  const box = outputBox(cell);
  if (!box) return;
  let list = box.lastElementChild;
  if (!list?.matches(".checks")) box.append(list = element("ul", { className: "checks" }));
  list.append(element("li", { textContent: text, className: word === "holds" ? "" : "broken" }));
}

export function preview({ cell, address }) {
  const box = outputBox(cell);
  if (!box || !address) return;
  const image = element("img", { className: "under-way pixels", src: address, alt: "The training so far" });
  box.querySelector(".under-way")?.remove();
  box.append(image);
  const timer = setInterval(() => {
    if (!image.isConnected) return clearInterval(timer);
    image.src = `${address}?${Date.now()}`;
  }, 2000);
}

export function clear() {
  for (const box of document.querySelectorAll(".fresh")) box.remove();
}
