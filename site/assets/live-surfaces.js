// Inputs of live figures that are areas: pixels to paint, points on a plot, a cell of an image. With a pointer or keys.
var liveFigures = window.liveFigures ?? {};
liveFigures.surfaces = (() => {
  "use strict";
  const { vector, grid, area } = liveFigures.drawing;
  const element = (tag, properties = {}, ...children) => {
    const result = Object.assign(document.createElement(tag), properties);
    result.append(...children);
    return result;
  };
  const attributes = (node, all) => {
    for (const [name, value] of Object.entries(all)) node.setAttribute(name, value);
    return node;
  };
  const clamp = (number, lower, upper) => Math.min(upper, Math.max(lower, number));
  const arrows = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

  // A grid of pixels to paint: with a pointer, or with a cursor that the arrow keys move.
  function pad({ kind, name, height, width }, changed, { brush, reach, on, off }) {
    let values = new Float64Array(width * height);
    let [isErasing, cursor, last] = [false, [width >> 1, height >> 1], null];
    const canvas = attributes(element("canvas", { className: "pixels", width, height, tabIndex: 0 }), {
      role: "application", "aria-roledescription": "painting area",
      "aria-label": `${name}: ${width} by ${height} pixels. Arrow keys move, Space paints, Shift and an arrow key paint a line.`,
    });
    const context = canvas.getContext("2d");
    const mark = element("span", { className: "live-cursor" });
    const hint = element("span", { className: "live-hint", textContent: `${on} here`, hidden: true });
    const surface = element("div", { className: "live-surface" }, canvas, mark, hint);
    surface.style.aspectRatio = `${width} / ${height}`;
    const show = () => {
      const raster = context.createImageData(width, height);
      values.forEach((value, index) => raster.data.set([...new Array(3).fill(255 * value), 255], 4 * index));
      context.putImageData(raster, 0, 0);
      hint.hidden = values.some((value) => value > 0);
    };
    const place = () => Object.assign(mark.style, {
      left: `${cursor[0] / width * 100}%`, top: `${cursor[1] / height * 100}%`, width: `${100 / width}%`, height: `${100 / height}%`,
    });
    // Paints from one point to another, in pixels from the upper left corner.
    const stroke = ([ax, ay], [bx, by]) => {
      const [dx, dy] = [bx - ax, by - ay];
      for (let row = Math.max(0, Math.floor(Math.min(ay, by) - reach - 1)); row < Math.min(height, Math.max(ay, by) + reach + 1); row += 1) {
        for (let column = Math.max(0, Math.floor(Math.min(ax, bx) - reach - 1)); column < Math.min(width, Math.max(ax, bx) + reach + 1); column += 1) {
          const [x, y] = [column + 0.5 - ax, row + 0.5 - ay];
          const along = clamp((x * dx + y * dy) / (dx * dx + dy * dy || 1), 0, 1);
          const ink = brush(Math.hypot(x - along * dx, y - along * dy));
          const index = row * width + column;
          values[index] = isErasing ? Math.min(values[index], 1 - ink) : Math.max(values[index], ink);
        }
      }
      show();
      changed();
    };
    const point = (event) => {
      const box = canvas.getBoundingClientRect();
      return [(event.clientX - box.left) / box.width * width, (event.clientY - box.top) / box.height * height];
    };
    canvas.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      canvas.setPointerCapture(event.pointerId);
      last = point(event);
      stroke(last, last);
    });
    canvas.addEventListener("pointermove", (event) => {
      if (!last) return;
      const next = point(event);
      stroke(last, next);
      last = next;
    });
    for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, () => { last = null; });
    canvas.addEventListener("keydown", (event) => {
      const middle = () => cursor.map((one) => one + 0.5);
      const before = middle();
      const move = arrows[event.key];
      if (move) cursor = [clamp(cursor[0] + move[0], 0, width - 1), clamp(cursor[1] + move[1], 0, height - 1)];
      else if (event.key !== " ") return;
      event.preventDefault();
      place();
      if (!move || event.shiftKey) stroke(before, middle());
    });
    const tool = element("button", { type: "button", textContent: off });
    const erase = (now) => { isErasing = now; tool.setAttribute("aria-pressed", String(now)); };
    tool.addEventListener("click", () => erase(!isErasing));
    const clear = element("button", { type: "button", textContent: "Clear" });
    clear.addEventListener("click", () => { values.fill(0); erase(false); show(); changed(); });
    erase(false);
    place();
    tool.title = `${on} or ${off.toLowerCase()}`;
    return {
      element: attributes(element("div", { className: `live-pad ${kind}` }, element("span", { textContent: name }), surface,
        element("div", { className: "live-tools" }, tool, clear)), { role: "group", "aria-label": name }),
      read: () => [...values],
      write: (all) => { values = Float64Array.from(all); show(); },
      accepts: (all) => all.length === width * height,
    };
  }

  // Points on a plot, set by hand.
  function handles({ name, plot: wanted }, changed, { box, data }) {
    // Plots are counted over all parts.
    let [plot, part, scaffold] = [wanted, 0, 0];
    while (data.parts[part].kind !== "plots" || plot >= data.parts[part].plots.length) {
      if (data.parts[part].kind === "plots") [plot, scaffold] = [plot - data.parts[part].plots.length, scaffold + 1];
      part += 1;
    }
    const axes = data.parts[part].plots[plot];
    const inside = area(axes);
    const svg = box.querySelectorAll("template.scaffold")[scaffold].content.querySelector("svg");
    const layer = attributes(vector("svg", { viewBox: svg.getAttribute("viewBox"), class: "live-handles" }),
      { role: "group", "aria-label": name });
    const surface = attributes(vector("rect", { class: "live-ground", x: inside.left, y: inside.top,
      width: inside.right - inside.left, height: inside.bottom - inside.top, tabindex: 0 }),
    { role: "button", "aria-label": `${name}: add a point. Then arrow keys move it and Delete removes it.` });
    layer.append(surface);
    box.querySelectorAll(".parts > *")[part].append(layer);
    // A handle has its size also where the plot is shrunk.
    new ResizeObserver(() => {
      const { width } = layer.getBoundingClientRect();
      if (width) layer.style.setProperty("--unit", layer.viewBox.baseVal.width / width);
    }).observe(layer);
    const position = (axis, number) => axis.isLogarithmic ? Math.log10(number) : number;
    const coordinate = (axis, number) =>
      axis.start + (position(axis, number) - axis.lower) / (axis.upper - axis.lower) * (axis.end - axis.start);
    const number = (axis, coordinate) => {
      const place = axis.lower + (coordinate - axis.start) / (axis.end - axis.start) * (axis.upper - axis.lower);
      return axis.isLogarithmic ? 10 ** place : place;
    };
    let points = [];
    const title = (index) => {
      const [x, y] = points[index].map((one) => Number(one.toPrecision(3)));
      return `${name}, point ${index + 1} of ${points.length}: ${x}, ${y}`;
    };
    const show = () => {
      while (layer.children.length - 1 > points.length) layer.lastChild.remove();
      while (layer.children.length - 1 < points.length) layer.append(handle());
      points.forEach(([x, y], index) => attributes(layer.children[index + 1], {
        transform: `translate(${coordinate(axes.x, x).toFixed(1)} ${coordinate(axes.y, y).toFixed(1)})`, "aria-label": title(index),
      }));
      surface.setAttribute("aria-disabled", String(points.length >= 100));
    };
    const under = (event) => {
      const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(layer.getScreenCTM().inverse());
      return [number(axes.x, clamp(x, inside.left, inside.right)), number(axes.y, clamp(y, inside.top, inside.bottom))];
    };
    const add = (point) => {
      if (points.length >= 100) return;
      points.push(point);
      show();
      layer.lastChild.focus({ preventScroll: true });
      changed();
    };
    surface.addEventListener("click", (event) => add(under(event)));
    surface.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      add([number(axes.x, (axes.x.start + axes.x.end) / 2), number(axes.y, (axes.y.start + axes.y.end) / 2)]);
    });
    function handle() {
      const node = attributes(vector("g", { class: "live-handle", tabindex: 0 }), { role: "button" });
      node.append(vector("circle", { r: 12, class: "live-target" }), vector("circle", { r: 6, class: "live-dot" }));
      const index = () => [...layer.children].indexOf(node) - 1;
      let isDragged = false;
      node.addEventListener("pointerdown", (event) => { node.setPointerCapture(event.pointerId); node.focus({ preventScroll: true }); isDragged = true; });
      node.addEventListener("pointermove", (event) => {
        if (!isDragged) return;
        points[index()] = under(event);
        show();
        changed();
      });
      for (const end of ["pointerup", "pointercancel"]) node.addEventListener(end, () => { isDragged = false; });
      node.addEventListener("keydown", (event) => {
        const move = arrows[event.key];
        const step = event.shiftKey ? 20 : 4;
        if (move) {
          const [x, y] = points[index()];
          points[index()] = [
            number(axes.x, clamp(coordinate(axes.x, x) + step * move[0], inside.left, inside.right)),
            number(axes.y, clamp(coordinate(axes.y, y) + step * move[1], inside.top, inside.bottom))];
        } else if (event.key === "Delete" || event.key === "Backspace") {
          const place = index();
          points.splice(place, 1);
          (node.previousElementSibling ?? surface).focus({ preventScroll: true });
          node.remove();
        } else return;
        event.preventDefault();
        show();
        changed();
      });
      return node;
    }
    return {
      element: null,
      read: () => points.flat(),
      write: (all) => { points = Array.from({ length: all.length / 2 }, (_, index) => [all[2 * index], all[2 * index + 1]]); show(); },
      accepts: (all) => all.length % 2 === 0 && all.every(Number.isFinite),
    };
  }

  // A cell of a grid over the first image.
  function picker({ name, height, width }, changed, { box, data, announce }) {
    const part = data.parts.findIndex(({ kind }) => kind === "images");
    const images = data.parts[part];
    const sheet = grid(images);
    const share = (one, all) => `${one / all * 100}%`;
    const mark = element("span", { className: "live-cursor" });
    const layer = attributes(element("div", { className: "live-cells", tabIndex: 0 }, mark),
      { role: "application", "aria-roledescription": "grid", "aria-label": name });
    Object.assign(layer.style, {
      width: share(images.width * images.scale, sheet.width), height: share(images.height * images.scale, sheet.height),
      backgroundSize: `${100 / width}% ${100 / height}%`,
    });
    box.querySelectorAll(".parts > *")[part].append(layer);
    let cell = 0;
    const show = () => {
      const [row, column] = [Math.floor(cell / width), cell % width];
      Object.assign(mark.style, { left: share(column, width), top: share(row, height), width: share(1, width), height: share(1, height) });
      layer.setAttribute("aria-label", `${name}: row ${row + 1} of ${height}, column ${column + 1} of ${width}. Arrow keys move.`);
    };
    const pick = (row, column) => {
      const next = clamp(row, 0, height - 1) * width + clamp(column, 0, width - 1);
      if (next === cell) return;
      cell = next;
      show();
      announce(`Row ${Math.floor(cell / width) + 1}, column ${cell % width + 1}`);
      changed();
    };
    layer.addEventListener("click", (event) => {
      const bounds = layer.getBoundingClientRect();
      pick(Math.floor((event.clientY - bounds.top) / bounds.height * height), Math.floor((event.clientX - bounds.left) / bounds.width * width));
    });
    layer.addEventListener("keydown", (event) => {
      const move = arrows[event.key];
      if (!move) return;
      event.preventDefault();
      pick(Math.floor(cell / width) + move[1], cell % width + move[0]);
    });
    return {
      element: null, read: () => [cell], write: ([value]) => { cell = value; show(); },
      accepts: ([value]) => Number.isInteger(value) && value >= 0 && value < width * height,
    };
  }

  return {
    drawing: (input, changed) => pad(input, changed, {
      // As wide and as soft as the strokes of MNIST, whose digits are about two pixels thick.
      brush: (distance) => clamp(1.7 - distance, 0, 1), reach: 1.7, on: "Draw", off: "Erase",
    }),
    mask: (input, changed) => pad(input, changed, {
      brush: (distance) => Number(distance <= Math.max(1, input.width / 14)), reach: Math.max(1, input.width / 14),
      on: "Add", off: "Remove",
    }),
    points: handles,
    cell: picker,
  };
})();
