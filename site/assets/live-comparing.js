// Parts of live figures that few readers need: the chapter's line of a trap, and the distance of a result from the book's
// in a browser that rounds otherwise. Both come from a file beside the page, on demand.
var liveFigures = window.liveFigures ?? {};
liveFigures.comparing = (() => {
  "use strict";
  // The most numbers of a frame that a figure records; see LiveNumbers.swift.
  const most = 4096;
  const read = async (data) => JSON.parse(new TextDecoder().decode(await liveFigures.computing.load(data, `${data.module}-details.js`)));

  // The place in the chapter of the innermost call on a stack, such as `Chapters/01-walks.md:25`; null where none is.
  // `stack` has the offsets of calls in the module of this kind; browsers name a call's first byte, or the next call's.
  async function place(data, kind, stack) {
    const { calls } = (await read(data)).lines[kind];
    for (const offset of stack) {
      for (const [file, pairs] of Object.entries(calls)) {
        for (let index = 0; index < pairs.length; index += 2) {
          if (offset >= pairs[index] && offset - pairs[index] < 8) return `${file}:${pairs[index + 1]}`;
        }
      }
    }
    return null;
  }

  // The numbers of a frame in the order of its bytes.
  const numbers = (frame) => frame.flatMap(({ plots, images }) => {
    if (images) return [images.values];
    return (plots ?? []).flatMap(({ marks }) => marks).flatMap(({ arrays, kind, width }) => kind === 3 ? [...arrays, [width]] : arrays);
  });

  // The largest difference between a frame's numbers and those that the book recorded; null where it shows none.
  async function distance(data, buffer) {
    const recorded = new Float32Array(Uint32Array.from((await read(data)).numbers[data.figure]).buffer);
    const parts = numbers(liveFigures.drawing.decode(buffer));
    const own = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
    parts.reduce((start, part) => { own.set(part, start); return start + part.length; }, 0);
    const step = Math.max(1, Math.ceil(own.length / most));
    if (!own.length || Math.ceil(own.length / step) !== recorded.length) return null;
    return recorded.reduce((largest, number, index) => {
      const one = own[index * step];
      return Object.is(one, number) || one === number ? largest : Math.max(largest, Math.abs(one - number));
    }, 0);
  }

  return { place, distance };
})();
