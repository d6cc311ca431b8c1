// Figures, references and the search: values of plots under the pointer, pictures that open large, previews of
// references, the search. Data come as scripts that call `book`, since a page opened from the file system may
// load a script but fetch nothing.
const book = (() => {
  "use strict";
  const element = (tag, properties = {}, ...children) => {
    const result = Object.assign(document.createElement(tag), properties);
    result.append(...children);
    return result;
  };
  const load = (address) => document.head.append(element("script", { src: address }));

  // A page that is being served may get a new text; what watched the old one ends with it.
  let life = new AbortController();

  // Plots: the values of their curves, from the data of `figures.js`. The figures themselves stay images.

  let waiting = [];
  let figures = null;

  function plots() {
    if (!("drawings" in document.body.dataset)) return;
    const watcher = new IntersectionObserver((entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue;
        watcher.unobserve(target);
        waiting.push(target);
        if (figures) place(); else if (waiting.length === 1) load("figures.js");
      }
    }, { rootMargin: "600px" });
    for (const image of document.querySelectorAll("a.zoom > img")) watcher.observe(image);
    life.signal.addEventListener("abort", () => watcher.disconnect());
  }

  function place() {
    for (const image of waiting) {
      const panels = figures[decodeURIComponent(image.getAttribute("src").split("?")[0])];
      if (panels) readable(image, panels);
    }
    waiting = [];
  }

  // The map from coordinates of the figure to the numbers of an axis, as text.
  function scale({ isLogarithmic, lower, upper, start, end }) {
    return {
      start, end,
      value: (place) => {
        const position = lower + (place - start) / (end - start) * (upper - lower);
        const number = isLogarithmic ? 10 ** position : position;
        // No more digits than a tenth of a pixel tells apart.
        const step = Math.abs(upper - lower) / Math.abs(end - start) / 2;
        const digits = isLogarithmic ? 3
          : Math.max(1, Math.ceil(Math.log10(Math.max(1, Math.abs(number)) / step)));
        const rounded = Math.abs(number) < step ? 0 : Number(number.toPrecision(Math.min(6, digits)));
        return rounded.toLocaleString("en", { maximumSignificantDigits: 6 }).replace("-", "\u2212");
      },
    };
  }

  // Steps in tenths of a pixel as points in pixels.
  function points(steps) {
    const result = [];
    for (let [x, y, index] = [0, 0, 0]; index < steps.length; index += 2) {
      [x, y] = [x + steps[index], y + steps[index + 1]];
      result.push([x / 10, y / 10]);
    }
    return result;
  }

  function readable(image, panels) {
    const curves = panels.flatMap((panel) => {
      const [x, y] = [scale(panel.x), scale(panel.y)];
      return panel.series.map(({ name, color, steps }) => ({ x, y, name, color, points: points(steps) }));
    }).filter((curve) => curve.points.length);
    if (!curves.length) return;
    image.setAttribute("aria-description", panels.map(({ description }) => description).join(" "));
    const link = image.closest("a");
    const { signal } = life;
    const dot = element("span", { className: "reading-dot", hidden: true });
    const label = element("output", { className: "reading", hidden: true });
    link.after(dot, label);
    signal.addEventListener("abort", () => { dot.remove(); label.remove(); });
    const unit = () => image.getBoundingClientRect().width / image.getAttribute("width");
    const hide = () => { dot.hidden = label.hidden = true; };
    const show = (curve, index) => {
      const [x, y] = curve.points[index];
      const name = curve.name ? `${curve.name}: ` : "";
      label.textContent = `${name}${curve.y.value(y)} at ${curve.x.value(x)}`;
      dot.style.background = `var(--${curve.color})`;
      dot.hidden = label.hidden = false;
      const box = image.getBoundingClientRect();
      const home = label.offsetParent.getBoundingClientRect();
      const [left, top] = [box.left - home.left + x * unit(), box.top - home.top + y * unit()];
      [dot.style.left, dot.style.top] = [`${left}px`, `${top}px`];
      label.style.left = `${Math.max(0, Math.min(home.width - label.offsetWidth, left - label.offsetWidth / 2))}px`;
      label.style.top = `${top - label.offsetHeight - 12}px`;
    };
    image.addEventListener("pointermove", (event) => {
      const box = image.getBoundingClientRect();
      const place = { x: (event.clientX - box.left) / unit(), y: (event.clientY - box.top) / unit() };
      let best = null;
      for (const curve of curves) {
        const [left, right] = [Math.min(curve.x.start, curve.x.end), Math.max(curve.x.start, curve.x.end)];
        const [top, bottom] = [Math.min(curve.y.start, curve.y.end), Math.max(curve.y.start, curve.y.end)];
        if (place.x < left - 8 || place.x > right + 8 || place.y < top - 8 || place.y > bottom + 8) continue;
        curve.points.forEach(([x, y], index) => {
          // Mostly the column under the pointer, then the nearest curve in it.
          const distance = 4 * Math.abs(x - place.x) + Math.abs(y - place.y);
          if (!best || distance < best.distance) best = { distance, curve, index };
        });
      }
      if (best) show(best.curve, best.index); else hide();
    }, { signal });
    image.addEventListener("pointerleave", hide, { signal });
    // With the keyboard: along a curve, and from one curve to the next.
    let [line, index] = [0, -1];
    link.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      const turn = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (!step && !turn) return;
      event.preventDefault();
      if (turn) line = (line + turn + curves.length) % curves.length;
      const { length } = curves[line].points;
      const stride = Math.max(1, Math.round(length / 60));
      index = Math.max(0, Math.min(length - 1, index < 0 ? 0 : index + (step ?? 0) * stride));
      show(curves[line], index);
    }, { signal });
    link.addEventListener("blur", hide, { signal });
  }

  // Pictures open large.

  function zoom() {
    const links = document.querySelectorAll("a.zoom");
    document.querySelector("dialog.large")?.remove();
    if (!links.length) return;
    const dialog = element("dialog", { className: "large" });
    const close = element("button", { type: "button", textContent: "Close" });
    dialog.setAttribute("aria-label", "The figure, large");
    document.body.append(dialog);
    dialog.addEventListener("click", () => dialog.close());
    for (const link of links) {
      link.addEventListener("click", (event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        const picture = link.firstElementChild.cloneNode(true);
        picture.removeAttribute("loading");
        picture.removeAttribute("aria-description");
        dialog.replaceChildren(picture, close);
        dialog.showModal();
        close.focus();
      }, { signal: life.signal });
    }
  }

  // Previews of what references refer to.

  function previews() {
    document.querySelector(".preview")?.remove();
    const card = element("div", { className: "preview", hidden: true });
    card.setAttribute("aria-hidden", "true");
    document.body.append(card);
    let timer = null;
    const hide = () => { clearTimeout(timer); card.hidden = true; };
    const show = (link) => {
      const target = document.getElementById(link.hash.slice(1));
      if (!target || target.contains(link)) return;
      const copy = target.cloneNode(true);
      copy.removeAttribute("id");
      for (const node of copy.querySelectorAll("[id]")) node.removeAttribute("id");
      for (const node of copy.querySelectorAll("figcaption > details, .controls, .reading, .reading-dot")) node.remove();
      for (const node of copy.querySelectorAll("a, button, input, summary, [tabindex]")) node.tabIndex = -1;
      for (const image of copy.querySelectorAll("img")) image.loading = "eager";
      card.replaceChildren(copy);
      card.hidden = false;
      const box = link.getBoundingClientRect();
      const below = box.bottom + 8 + card.offsetHeight < innerHeight;
      card.style.left = `${Math.max(8, Math.min(innerWidth - card.offsetWidth - 8, box.left))}px`;
      card.style.top = `${below ? box.bottom + 8 : Math.max(8, box.top - card.offsetHeight - 8)}px`;
    };
    const wanted = 'article a[href^="#fig-"], article a[href^="#tbl-"], article a[href^="#eq-"], article a[href^="#ref-"]';
    for (const link of document.querySelectorAll(wanted)) {
      const soon = () => { clearTimeout(timer); timer = setTimeout(show, 180, link); };
      link.addEventListener("mouseenter", soon);
      link.addEventListener("focus", () => { if (link.matches(":focus-visible")) soon(); });
      link.addEventListener("mouseleave", hide);
      link.addEventListener("blur", hide);
      link.addEventListener("click", hide);
    }
    const { signal } = life;
    addEventListener("scroll", hide, { passive: true, signal });
    addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); }, { signal });
  }

  // The search: every word must occur; titles count more than text.

  let sections = null;
  let found = () => {};

  function search() {
    const field = document.getElementById("search");
    const list = document.getElementById("found");
    if (!field) return;
    const base = document.body.dataset.root;
    found = () => {
      const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
      list.hidden = !words.length || !sections;
      if (list.hidden) return;
      const hits = sections.map((section) => {
        const [title, text] = [section.title.toLowerCase(), section.text.toLowerCase()];
        const all = `${title} ${section.chapter.toLowerCase()} ${text}`;
        if (!words.every((word) => all.includes(word))) return null;
        const score = words.reduce((sum, word) =>
          sum + (title.includes(word) ? 20 : 0) + Math.min(10, text.split(word).length - 1), 0);
        return { section, score, at: words.map((word) => text.indexOf(word)).find((place) => place >= 0) ?? 0 };
      }).filter(Boolean).sort((a, b) => b.score - a.score).slice(0, 12);
      list.replaceChildren(...hits.map(({ section, at }) => {
        const start = at < 50 ? 0 : section.text.indexOf(" ", at - 40) + 1;
        const excerpt = `${start ? "… " : ""}${section.text.slice(start, start + 140)}…`;
        return element("li", {}, element("a", { href: base + section.address },
          element("strong", { textContent: section.title }),
          element("small", { textContent: section.chapter === section.title ? "" : section.chapter }),
          element("span", { textContent: excerpt })));
      }));
      if (!hits.length) list.append(element("li", { className: "none", textContent: "Nothing found" }));
    };
    const links = () => [...list.querySelectorAll("a")];
    field.addEventListener("focus", () => { if (!sections) load(`${base}assets/search.js`); }, { once: true });
    field.addEventListener("input", found);
    field.parentElement.addEventListener("keydown", (event) => {
      const all = links();
      const place = all.indexOf(document.activeElement);
      if (event.key === "ArrowDown") all[place + 1]?.focus();
      else if (event.key === "ArrowUp") (all[place - 1] ?? field).focus();
      else if (event.key === "Enter" && place < 0) all[0]?.click();
      else if (event.key === "Escape") { field.value = ""; found(); field.focus(); }
      else return;
      event.preventDefault();
      if (event.key === "Enter" && place >= 0) all[place].click();
    });
    const leave = (event) => {
      if (!field.parentElement.contains(event.target)) list.hidden = true;
    };
    addEventListener("click", leave);
    addEventListener("focusin", leave);
    field.addEventListener("focus", () => found());
    addEventListener("keydown", (event) => {
      if (event.key !== "/" || /^(INPUT|TEXTAREA)$/.test(event.target.tagName)) return;
      event.preventDefault();
      field.focus();
    });
  }

  function enliven() {
    life.abort();
    life = new AbortController();
    waiting = [];
    plots();
    zoom();
    previews();
  }

  addEventListener("DOMContentLoaded", () => { enliven(); search(); });
  addEventListener("exchanged", (event) => {
    if (event.detail.hasNewFigures) figures = null;
    enliven();
  });

  return {
    figures: (all) => { figures = all; place(); },
    searched: (all) => { sections = all; found(); },
  };
})();
