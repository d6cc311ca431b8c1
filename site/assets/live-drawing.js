// The drawing of live figures: decodes a frame and draws it over the recorded pictures, in boxes of their size.
var liveFigures = window.liveFigures ?? {};
liveFigures.drawing = (() => {
  "use strict";
  const namespace = "http://www.w3.org/2000/svg";
  const vector = (tag, attributes = {}) => {
    const result = document.createElementNS(namespace, tag);
    for (const [name, value] of Object.entries(attributes)) result.setAttribute(name, value);
    return result;
  };
  // The space between two images of a grid, as in the recorded picture.
  const gap = 2;
  let clips = 0;

  // Frames: fields of 4 bytes, little-endian, as every machine that runs WebAssembly stores them.

  // The parts of a frame. Throws where its length does not agree with its counts.
  function decode(buffer) {
    let place = 0;
    const word = () => new Uint32Array(buffer, 4 * place++, 1)[0];
    const floats = (count) => {
      const result = new Float32Array(buffer, 4 * place, count);
      place += count;
      return result;
    };
    const list = (read) => Array.from({ length: word() }, read);
    const text = () => {
      const length = word();
      const bytes = new Uint8Array(buffer, 4 * place, length);
      place += Math.ceil(length / 4);
      return new TextDecoder().decode(bytes);
    };
    const mark = () => {
      const [kind, count] = [word(), word()];
      const arrays = Array.from({ length: [0, 2, 2, 2, 3, 4, 2][kind] }, () => floats(count));
      return { kind, count, arrays, width: kind === 3 ? floats(1)[0] : 0 };
    };
    const images = () => {
      const [count, height, width, channels] = [word(), word(), word(), word()];
      const [lower, upper] = floats(2);
      return { count, height, width, channels, lower, upper, values: floats(count * height * width * channels) };
    };
    return list(() => {
      switch (word()) {
        case 1: return { text: text() };
        case 2: return { plots: list(() => ({ ranges: floats(4), marks: list(mark) })) };
        case 3: return { images: images() };
        default: throw new RangeError("a frame with an unknown part");
      }
    });
  }

  // Plots

  // The map from an axis' numbers to coordinates. A number without a place, such as log 0, is not finite.
  function scale({ isLogarithmic, lower, upper, start, end }) {
    const unit = (end - start) / (upper - lower);
    return isLogarithmic ? (number) => start + (Math.log10(number) - lower) * unit
      : (number) => start + (number - lower) * unit;
  }

  function area({ x, y }) {
    const [left, right] = [Math.min(x.start, x.end), Math.max(x.start, x.end)];
    const [top, bottom] = [Math.min(y.start, y.end), Math.max(y.start, y.end)];
    const contains = (px, py) => px >= left && px <= right && py >= top && py <= bottom;
    return { left, right, top, bottom, contains };
  }

  const tenths = (coordinate) => Math.round(coordinate * 10) / 10;
  const at = (x, y) => `${tenths(x)} ${tenths(y)}`;

  // The path data of a mark, in one or several paths.
  const paths = {
    // Within one path overlapping dots do not darken each other. Several paths let density show.
    1: ({ count, arrays: [xs, ys] }, { x, y, area }) => {
      const layers = new Array(count < 60 ? 1 : 4).fill("");
      for (let index = 0; index < count; index += 1) {
        const [px, py] = [x(xs[index]), y(ys[index])];
        if (area.contains(px, py)) layers[index % layers.length] += `M${at(px, py)}h0`;
      }
      return layers;
    },
    2: ({ count, arrays: [xs, ys] }, { x, y }) => {
      let [path, pen] = ["", "M"];
      for (let index = 0; index < count; index += 1) {
        const [px, py] = [x(xs[index]), y(ys[index])];
        const isDrawable = Number.isFinite(px) && Number.isFinite(py);
        if (isDrawable) path += pen + at(px, py);
        pen = isDrawable ? "L" : "M";
      }
      return [path];
    },
    3: ({ count, arrays: [xs, ys], width }, { x, y, area }) => {
      const zero = Number.isFinite(y(0)) ? y(0) : area.bottom;
      let path = "";
      for (let index = 0; index < count; index += 1) {
        const [left, right, top] = [x(xs[index] - width / 2), x(xs[index] + width / 2), y(ys[index])];
        if (Number.isFinite(left + right + top)) path += `M${at(left, zero)}V${tenths(top)}H${tenths(right)}V${tenths(zero)}z`;
      }
      return [path];
    },
    4: ({ count, arrays: [xs, lower, upper] }, { x, y }) => {
      let [path, there, back] = ["", [], []];
      for (let index = 0; index <= count; index += 1) {
        const [px, low, high] = [x(xs[index]), y(lower[index]), y(upper[index])];
        if (Number.isFinite(px + low + high)) {
          there.push(at(px, high));
          back.unshift(at(px, low));
        } else if (there.length) {
          path += `M${[...there, ...back].join("L")}z`;
          [there, back] = [[], []];
        }
      }
      return [path];
    },
    5: ({ count, arrays: [xs, ys, dxs, dys] }, { x, y, area }) => {
      let path = "";
      for (let index = 0; index < count; index += 1) {
        const [px, py] = [x(xs[index]), y(ys[index])];
        const [tx, ty] = [x(xs[index] + dxs[index]), y(ys[index] + dys[index])];
        if (!area.contains(px, py) || !Number.isFinite(tx + ty)) continue;
        path += `M${at(px, py)}L${at(tx, ty)}`;
        const [dx, dy] = [tx - px, ty - py];
        const length = Math.hypot(dx, dy);
        if (length <= 1.5) continue;
        const size = Math.min(5, 0.4 * length) / length;
        const barb = (side) => at(tx - size * (dx - side * dy * 0.6), ty - size * (dy + side * dx * 0.6));
        path += `M${barb(1)}L${at(tx, ty)}L${barb(-1)}`;
      }
      return [path];
    },
    6: ({ arrays: [xs, ys] }, { x, y, area }) => {
      if (Number.isNaN(xs[0])) return [`M${at(area.left, y(ys[0]))}H${tenths(area.right)}`];
      return [`M${at(x(xs[0]), area.top)}V${tenths(area.bottom)}`];
    },
  };

  // The attributes of a mark's paths, as the recorded figure has them.
  const styles = {
    1: ({ size, count }) => ({ "stroke-width": size ?? 3, ...(count < 60 ? {} : { "stroke-opacity": 0.55 }) }),
    2: ({ size, dash }) => ({ "stroke-width": size ?? 2, ...(dash ? { "stroke-dasharray": dash } : {}) }),
    3: () => ({ "fill-opacity": 0.85 }),
    4: () => ({ "fill-opacity": 0.2 }),
    5: ({ size }) => ({ "stroke-width": size ?? 1.3 }),
    6: ({ size, dash }) => ({ "stroke-width": size ?? 1.5, "stroke-dasharray": dash ?? "5 4" }),
  };

  // Fills a scaffold's group with a mark. Its paths stay from frame to frame; only their data change.
  function drawMark(group, mark, plot) {
    const all = paths[mark.kind](mark, plot);
    const shape = `${mark.kind} ${all.length}`;
    if (group.dataset.shape !== shape) {
      const { color, size, dash } = group.dataset;
      const isFilled = mark.kind === 3 || mark.kind === 4;
      const paint = isFilled ? { fill: color } : { fill: "none", stroke: color };
      const attributes = { ...paint, ...styles[mark.kind]({ size, dash, count: mark.count }) };
      group.replaceChildren(...all.map(() => vector("path", attributes)));
      // A scaffold may give the dots of a series another cap.
      if (!group.hasAttribute("stroke-linecap")) group.setAttribute("stroke-linecap", "round");
      group.setAttribute("stroke-linejoin", "round");
      if (mark.kind > 1 && mark.kind < 6) group.setAttribute("clip-path", `url(#${plot.clip})`);
      else group.removeAttribute("clip-path");
      group.dataset.shape = shape;
    }
    all.forEach((path, index) => group.children[index].setAttribute("d", path));
  }

  // Shows a plots part: an SVG with axes, and the maps of its panels.
  function plotsView(part, scaffold) {
    const svg = scaffold.content.querySelector("svg").cloneNode(true);
    const panels = part.plots.map((plot) => {
      const clip = `live-clip-${clips += 1}`;
      const box = area(plot);
      const shape = vector("clipPath", { id: clip });
      shape.append(vector("rect", { x: box.left, y: box.top, width: box.right - box.left, height: box.bottom - box.top }));
      svg.append(shape);
      return { x: scale(plot.x), y: scale(plot.y), area: box, clip };
    });
    const places = [...svg.querySelectorAll(".marks")].map((marks) => [...marks.querySelectorAll(".mark")]);
    const draw = ({ plots }) => plots.forEach(({ marks }, plot) => marks.forEach((mark, index) => drawMark(places[plot][index], mark, panels[plot])));
    // The picture has the axes and marks of the recorded figure.
    const fits = ({ plots }) => plots?.length === places.length && plots.every(({ ranges, marks }, plot) =>
      marks.length === places[plot].length && part.plots[plot].ranges.every((limit, index) => Math.fround(limit) === ranges[index]));
    return { element: svg, draw, fits };
  }

  // Images

  // The size of a grid of images, and where one of them lies in it.
  function grid({ count, columns, width, height, scale }) {
    const [across, down] = [width * scale + gap, height * scale + gap];
    const used = Math.max(1, Math.min(columns, count));
    return {
      width: used * across - gap,
      height: Math.max(1, Math.ceil(count / used)) * down - gap,
      place: (index) => [index % used * across, Math.floor(index / used) * down],
    };
  }

  function imagesView(part) {
    const sheet = grid(part);
    const canvas = Object.assign(document.createElement("canvas"), { width: sheet.width, height: sheet.height });
    canvas.className = "pixels";
    const context = canvas.getContext("2d");
    const small = Object.assign(document.createElement("canvas"), { width: part.width, height: part.height });
    const draw = ({ images: { count, height, width, channels, lower, upper, values } }) => {
      context.clearRect(0, 0, canvas.width, canvas.height);
      context.imageSmoothingEnabled = false;
      if (small.width !== width || small.height !== height) [small.width, small.height] = [width, height];
      const brush = small.getContext("2d");
      const raster = brush.createImageData(width, height);
      const factor = 255 / (upper - lower);
      for (let image = 0; image < count; image += 1) {
        for (let pixel = 0; pixel < width * height; pixel += 1) {
          const start = (image * width * height + pixel) * channels;
          let opacity = 255;
          for (let channel = 0; channel < 3; channel += 1) {
            const value = values[start + (channels === 3 ? channel : 0)];
            if (!Number.isFinite(value)) opacity = 0;
            raster.data[4 * pixel + channel] = Math.round(Math.min(255, Math.max(0, (value - lower) * factor)));
          }
          raster.data[4 * pixel + 3] = opacity;
        }
        brush.putImageData(raster, 0, 0);
        context.drawImage(small, ...sheet.place(image), part.width * part.scale, part.height * part.scale);
      }
    };
    const fits = ({ images }) => images && images.count <= part.count && images.height === part.height && images.width === part.width;
    return { element: canvas, draw, fits };
  }

  // Figures

  // The views of a figure's parts. They cover the recorded ones, which keep their places, so that nothing moves.
  function views(box, parts) {
    const places = [...box.querySelectorAll(".parts > *")];
    const scaffolds = [...box.querySelectorAll("template.scaffold")];
    let texts = [];
    const all = parts.map((part, index) => {
      const place = places[index];
      if (part.kind === "text") {
        const recorded = place.textContent;
        texts.push(() => { place.textContent = recorded; place.style.height = ""; });
        return {
          fits: ({ text }) => text !== undefined,
          draw: ({ text }) => {
            // The box keeps the height of the recorded text.
            if (!place.style.height) place.style.height = `${place.getBoundingClientRect().height}px`;
            place.textContent = text;
            if (place.scrollHeight > place.clientHeight + 1 || place.scrollWidth > place.clientWidth + 1) place.tabIndex = 0;
          },
        };
      }
      const view = part.kind === "plots" ? plotsView(part, scaffolds.shift()) : imagesView(part);
      const image = place.querySelector("img");
      view.element.classList.add("live-view");
      view.element.setAttribute("role", "img");
      if (image?.alt) view.element.setAttribute("aria-label", image.alt);
      return view;
    });
    return {
      draw: (buffer) => {
        const frame = decode(buffer);
        if (frame.length !== all.length || !all.every(({ fits }, index) => fits(frame[index]))) {
          throw new liveFigures.computing.Failure("With these inputs the figure has other parts, marks or axes than the recorded one, which this page cannot draw.");
        }
        all.forEach((view, index) => {
          if (view.element && !view.element.isConnected) places[index].append(view.element);
          view.draw(frame[index]);
        });
        box.classList.add("shows-live");
      },
      // Brings the recorded figure back.
      clear: () => {
        for (const { element } of all) element?.remove();
        for (const restore of texts) restore();
        box.classList.remove("shows-live");
      },
    };
  }

  return { views, decode, vector, grid, area };
})();
