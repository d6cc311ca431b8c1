// What a formula means, for those who listen: KaTeX's MathML without what only an eye would need.
var spoken = (function () {
  var silent = {};
  ('stretchy fence separator lspace rspace minsize maxsize rowspacing columnspacing columnalign mathsize depth ' +
    'height voffset width displaystyle scriptlevel accent').split(' ').forEach(function (name) { silent[name] = true; });
  // Elements that take their children for a row.
  var isRow = { mrow: true, math: true, mtd: true, msqrt: true, mpadded: true, mphantom: true, menclose: true };
  var isRaised = { msup: true, msub: true, msubsup: true };

  function escape(text) { return text.replace(/&/g, '&amp;').replace(/</g, '&lt;'); }

  function attributes(node) {
    return Object.keys(node.attributes || {}).map(function (name) {
      var value = String(node.attributes[name]);
      if (silent[name] || name === 'mathvariant' && value === 'normal') return '';
      return ' ' + name + '=' + (/^[^\s"'=<>`]+$/.test(value) ? value : '"' + escape(value).replace(/"/g, '&quot;') + '"');
    }).join('');
  }

  // A node as { name, attributes, isUpright, parts }, or as { text }; a row of one thing is that thing.
  function part(node) {
    if (node.text !== undefined) return { text: escape(node.text) };
    var name = node.type === 'mstyle' ? 'mrow' : node.type;
    var parts = children(node, isRow[name]);
    if (parts.length === 1 && name === 'mrow' && parts[0].name) return parts[0];
    if (parts.length === 1 && isRow[name] && parts[0].name === 'mrow') parts = parts[0].parts;
    return {
      name: name, attributes: name === 'mrow' ? '' : attributes(node), parts: parts,
      isUpright: (node.attributes || {}).mathvariant === 'normal',
    };
  }

  function children(node, joins) {
    var parts = [];
    (node.children || []).forEach(function (child) {
      // Spaces have a width and no children, fragments have no type.
      if (child.text === undefined && !child.children) return;
      if (child.text === undefined && !child.type) parts = parts.concat(children(child, joins));
      else parts.push(part(child));
    });
    return joins ? parts.reduce(join, []) : parts;
  }

  // TeX knows letters and digits; who listens wants to hear words and numbers.
  function join(parts, next) {
    var last = parts[parts.length - 1];
    if (next.name === 'mtext' && /^\s*$/.test(text(next))) return parts;
    if (last && last.isUpright && next.isUpright && isWord(last) && isWord(next)) {
      last.parts = [{ text: text(last) + text(next) }];
      return parts;
    }
    if (last && last.name === 'mn' && isRaised[next.name] && next.parts[0].name === 'mn') {
      next.parts[0].parts = [{ text: text(last) + text(next.parts[0]) }];
      parts.pop();
    }
    return parts.concat([next]);
  }

  function isWord(part) { return part.name === 'mi' && /^[A-Za-z]+$/.test(text(part)); }
  function text(part) {
    return part.text !== undefined ? part.text : part.parts.map(text).join('');
  }

  function markup(part) {
    if (part.text !== undefined) return part.text;
    return '<' + part.name + part.attributes + '>' + part.parts.map(markup).join('') + '</' + part.name + '>';
  }

  // KaTeX's `math` holds `semantics`: the formula, then its TeX.
  return function (math) {
    var meaning = part(math.children[0].children[0]);
    return (meaning.name === 'mrow' ? meaning.parts : [meaning]).map(markup).join('');
  };
})();
