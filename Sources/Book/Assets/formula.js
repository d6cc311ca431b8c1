// KaTeX's formulas in a fifth of their markup, for the same picture: run by the book, never by a page.
// KaTeX stacks by tables within tables, every box with its strut; a grid whose items share one cell and one
// baseline needs neither. Classes without a rule go, and text of one font stays together.
var formula = (function () {
  // What KaTeX's style sheet says nothing of, or what the grids replace.
  var silent = {};
  ('mord mbin mrel mopen mclose mpunct mop minner mtight msupsub op-limits accent mover munder mtable text ' +
    'col-align-c col-align-l col-align-r vlist vlist-r vlist-t vlist-t2 mfrac x-arrow enclosing textstyle ' +
    'displaystyle scriptstyle scriptscriptstyle cramped uncramped base svg-align sqrt').split(' ')
    .forEach(function (name) { silent[name] = true; });
  var centred = /^(op-limits|accent|mover|munder|x-arrow|col-align-c|mfrac)$/;
  var spaces = { '0.167': '<s></s>', '0.222': '<q class=x4></q>', '0.278': '<q class=x5></q>', '1': '<q class=xq></q>' };
  // Operators and relations with the space around them.
  var around = { '0.222': 'u', '0.278': 'b' };
  var slants = { '.053em': 'b', '.036em': 's', '.139em': 'T', '.072em': 'K', '.031em': 'e', '.028em': 'D', '.078em': 'I' };
  var raised = { '-0.413': '', '-0.363': 'p', '-0.289': 'r' };

  function round(number) { return Math.round(number * 1000) / 1000; }
  function em(number) {
    return String(round(number)).replace(/^(-?)0\./, '$1.') + (round(number) === 0 ? '' : 'em');
  }
  function escape(text) {
    return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
  }
  function classes(node) { return (node.classes || []).filter(Boolean); }
  function has(node, name) { return classes(node).indexOf(name) >= 0; }
  function length(node, key) { return parseFloat((node.style || {})[key] || 0); }

  // Attributes: quotes only where blanks need them.
  function tag(name, names, style, content) {
    var css = Object.keys(style).map(function (key) {
      var value = String(style[key]).replace(/^(-?[0-9.]+)em$/, function (_, number) { return em(+number); });
      return key.replace(/[A-Z]/g, function (letter) { return '-' + letter.toLowerCase(); }) + ':' + value;
    }).join(';');
    var quote = function (value) { return /^[^\s"'=<>`]+$/.test(value) ? value : '"' + value + '"'; };
    return '<' + name + (names.length ? ' class=' + quote(names.join(' ')) : '') +
      (css ? ' style=' + quote(css) : '') + '>' + content + '</' + name + '>';
  }

  // A row as pieces: text in one font, spaces, finished markup.
  function pieces(node, out, parent) {
    if (node.text !== undefined && !node.children) return symbol(node, out);
    if (node.attributes && !node.classes) {
      // Some drawings bring their size, all others get the style sheet's.
      var isFree = node.attributes.viewBox && !node.attributes.style;
      out.push({ html: isFree ? drawing(node, {}) : node.toMarkup() });
      return;
    }
    var names = classes(node);
    var children = node.children || [];
    if (has(node, 'strut')) return;
    if (has(node, 'mspace') && !children.length) {
      out.push({ space: length(node, 'marginRight') });
      return;
    }
    if (has(node, 'vlist-t')) return stack(node, out, parent);
    if (has(node, 'msupsub')) return scripts(node, out);
    if (has(node, 'mfrac')) return stack(children[0], out, node, ['mfrac']);
    if (children.length === 3 && has(children[1], 'mfrac') &&
        has(children[0], 'nulldelimiter') && has(children[2], 'nulldelimiter')) {
      return stack(children[1].children[0], out, node, ['mfrac', 'n']);
    }
    names = names.filter(function (name) { return !silent[name]; });
    var style = copy(node.style);
    if (names.join(' ') === 'sizing reset-size6 size3') names = ['z'];
    if (has(node, 'accent-body') && em(length(node, 'left')) === '-.222em') delete style.left;
    if (!names.length && !Object.keys(style).length) {
      children.forEach(function (child) { pieces(child, out, node); });
    } else {
      out.push({ html: tag('q', names, style, row(children, node)) });
    }
  }

  function copy(style) {
    var result = {};
    Object.keys(style || {}).forEach(function (key) {
      if (style[key] && !/^-?0(em)?$/.test(style[key])) result[key] = style[key];
    });
    return result;
  }

  function symbol(node, out) {
    var style = copy(node.style);
    if (node.italic > 0.006) style.marginRight = node.italic + 'em';
    var names = classes(node).filter(function (name) { return !silent[name]; });
    var isItalic = names.length === 1 && names[0] === 'mathnormal';
    if (isItalic) {
      names = [];
      var slant = slants[em(parseFloat(style.marginRight))];
      if (slant && Object.keys(style).length === 1) {
        // Never joined with its neighbours: the room behind it is its own.
        out.push({ html: tag('i', [slant], {}, escape(node.text)) });
        return;
      }
    }
    out.push({ text: escape(node.text), font: isItalic ? 'i' : names.length ? 'q' : '',
      names: names, style: style });
  }

  // The items of a vertical list: what they hold, and how far below the baseline it stands.
  function items(list) {
    return list.children[0].children[0].children.filter(function (item) {
      return item.children && item.children.length;
    }).map(function (item) {
      var content = item.children.slice();
      var top = length(item, 'top');
      if (has(content[0], 'pstrut')) top += length(content.shift(), 'height');
      var style = copy(item.style);
      delete style.top;
      return { node: item, content: content, top: round(top), style: style };
    });
  }

  // A letter below its accent, which takes no room of its own.
  function accented(found) {
    var letter = found[0], mark = found[1], body = mark && mark.content[0];
    if (found.length !== 2 || mark.content.length !== 1 || !has(body, 'accent-body') || has(body, 'accent-full')) return null;
    if (letter.top || Object.keys(letter.style).length || Object.keys(mark.style).length) return null;
    var inner = row(letter.content, letter.node);
    var style = {};
    if (mark.top) style.top = mark.top + 'em';
    if (em(length(body, 'left')) !== '-.222em') style.left = body.style.left;
    return tag('q', ['a'], {}, (/^<(\w)[^<]*<\/\1>$/.test(inner) ? inner : tag('q', [], {}, inner)) +
      tag('q', [], style, row(body.children, body)));
  }

  // What stands under a root, and the root, whose drawing is cut off where that ends.
  function rooted(found) {
    var inner = found[0], sign = found[1], box = sign && sign.content[0];
    if (found.length !== 2 || inner.top || sign.content.length !== 1 || !has(box, 'hide-tail')) return null;
    var style = { top: sign.top + 'em' };
    if (box.style.height !== '1.08em') style.height = box.style.height;
    var content = inner.content[0], padding = copy(content.style);
    if (inner.content.length !== 1 || Object.keys(padding).join() !== 'paddingLeft') return null;
    if (em(parseFloat(padding.paddingLeft)) === '.833em') padding = {};
    content = Object.create(content);
    content.style = {};
    return tag('q', ['r'], {}, tag('q', [], padding, row([content], inner.node)) + drawing(box.children[0], style));
  }

  // Its size comes from the style sheet; what it shows the page will hold once.
  function drawing(svg, style) {
    var view = ' viewBox="' + svg.attributes.viewBox + '"', ratio = svg.attributes.preserveAspectRatio;
    if (ratio) view += ' preserveAspectRatio="' + ratio + '"';
    return tag('svg', [], style, svg.children[0].toMarkup().replace(/'/g, '"')).replace('>', view + '>');
  }

  function stack(list, out, parent, names) {
    var found = items(list);
    var known = parent && (has(parent, 'accent') ? accented(found) : has(parent, 'sqrt') ? rooted(found) : null);
    if (known) {
      out.push({ html: known });
      return;
    }
    var align = parent && classes(parent).some(function (name) { return centred.test(name); }) ? ['c']
      : parent && has(parent, 'col-align-r') ? ['e'] : [];
    out.push({ html: tag('q', ['v'].concat(names || [], align), {}, found.map(function (item) {
      var style = item.style;
      if (item.top) style.top = item.top + 'em';
      if (item.content.length === 1 && has(item.content[0], 'frac-line')) return line(item.content[0], style);
      var own = classes(item.node).filter(function (name) { return !silent[name]; });
      return tag('q', own, style, row(item.content, item.node));
    }).join('')) });
  }

  // The line of a fraction, where and as thick as most are.
  function line(node, style) {
    var width = node.style.borderBottomWidth;
    if (width !== '0.04em') style.borderBottomWidth = width;
    if (em(parseFloat(style.top)) === '-.23em') delete style.top;
    return tag('q', ['frac-line'], style, '');
  }

  // Sub- and superscripts in HTML's own elements, so that formulas read well even without a style.
  function scripts(node, out) {
    var found = items(node.children[0]);
    var html = found.map(function (item) {
      var script = item.content[0];
      var sizes = /reset-size(\d+) size(\d+)/.exec(classes(script).join(' '));
      var ratio = { '6,3': 0.7, '3,1': 5 / 7 }[sizes ? sizes[1] + ',' + sizes[2] : ''];
      if (item.content.length !== 1 || !ratio) {
        item.style.top = item.top + 'em';
        return tag('q', [], item.style, row(item.content, item.node));
      }
      var style = {}, names = [];
      var left = length(item.node, 'marginLeft'), right = length(item.node, 'marginRight');
      if (item.top > 0) {
        if (item.top !== 0.15 || ratio !== 0.7) style.top = item.top / ratio + 'em';
      } else if (ratio === 0.7 && raised[item.top] !== undefined) {
        if (raised[item.top]) names.push(raised[item.top]);
      } else {
        style.top = item.top / ratio + 'em';
      }
      if (em(left / ratio) === '-.075em') names.push('b');
      else if (Math.abs(left) > 0.006) style.marginLeft = left / ratio + 'em';
      if (Math.abs(right - 0.05) > 0.006) style.marginRight = right / ratio + 'em';
      if (!right) style.marginRight = '0';
      return tag(item.top > 0 ? 'sub' : 'sup', names, style, row(script.children, script));
    });
    out.push({ html: found.length === 1 ? html[0] : tag('q', ['v'], {}, html.join('')) });
  }

  function row(nodes, parent) {
    var parts = [];
    nodes.forEach(function (node) { pieces(node, parts, parent); });
    var html = '';
    for (var index = 0; index < parts.length; index++) {
      var part = parts[index], next = parts[index + 1], last = parts[index + 2];
      if (part.space !== undefined) {
        var isPlain = next && next.text && !next.font && !Object.keys(next.style).length;
        var key = String(round(part.space));
        if (isPlain && last && last.space === part.space && around[key]) {
          html += tag(around[key], [], {}, next.text);
          index += 2;
        } else {
          html += spaces[key] || tag('q', [], { marginRight: part.space + 'em' }, '');
        }
      } else if (part.html !== undefined) {
        html += part.html;
      } else {
        var text = part.text;
        // Text goes on in the same font until something sets it apart.
        while (next && next.text && next.font === part.font && String(next.names) === String(part.names) &&
            !Object.keys(part.style).length) {
          text += next.text;
          part = { font: next.font, names: next.names, style: next.style };
          index++;
          next = parts[index + 1];
        }
        html += part.font || Object.keys(part.style).length
          ? tag(part.font || 'q', part.names, part.style, text) : text;
      }
    }
    return html;
  }

  // Lines are as high as their highest formula asks; where that is no more than words ask, nothing says so.
  function strut(bases, display) {
    var height = 0, depth = 0;
    bases.forEach(function (base) {
      var own = base.children[0];
      if (!own || !has(own, 'strut')) return;
      var below = -length(own, 'verticalAlign');
      depth = Math.max(depth, below);
      height = Math.max(height, length(own, 'height') - below);
    });
    if (!display && height <= 0.95 && depth <= 0.36) return '';
    return tag('q', ['strut'], { height: height + depth + 'em', verticalAlign: -depth + 'em' }, '');
  }

  return function (tex, display) {
    var tree = katex.__renderToDomTree(tex, { displayMode: display, strict: 'ignore' });
    if (display) tree = tree.children[0];
    var bases = tree.children[1].children;
    var lines = bases.map(function (base) { return row(base.children, base); });
    return '<math>' + spoken(tree.children[0].children[0]) + '</math><q class=' +
      (display ? '"katex display"' : 'katex') + ' aria-hidden=true>' + strut(bases, display) +
      lines.join(display ? '' : '<wbr>') + '</q>';
  };
})();
