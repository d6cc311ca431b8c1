/// The lengths in a formula's TeX, `\rule{2em}{1em}`: a page must not become wider than a reader can scroll.
enum FormulaLengths {
  /// The largest length, in em.
  static let limit = 100

  /// `lengthCommands`, which tells whether a formula may hold lengths, and `checkLengths(tree, tex)`, which throws
  /// the first one above the limit. KaTeX itself would only cut it.
  static let check = #"""
    var lengthCommands = new RegExp(
      '\\\\(?:rule|m?kern|[hm]skip|hspace|raisebox|above|genfrac|arraystretch|cr|newline|\\\\)');
    var emsPerUnit = {
      em: 1, ex: 0.431, mu: 1 / 18, pt: 0.1, mm: 0.2845, cm: 2.845, 'in': 7.227, bp: 0.1004,
      pc: 1.2, dd: 0.107, cc: 1.284, nd: 0.1067, nc: 1.2804, sp: 0.1 / 65536, px: 0.1004,
    };

    function ems(number, unit) { return Math.abs(number) * (emsPerUnit[unit] || 0); }

    function tooLong(tex, shown) {
      var lengths = /(\d+(?:\.\d*)?|\.\d+) *([a-z]{2})/g, found, position = 0;
      while ((found = lengths.exec(tex))) {
        if (ems(+found[1], found[2]) > \#(limit)) { position = found.index; break; }
      }
      throw { position: position, message: shown + ' is too long: a length has at most \#(limit)em' };
    }

    function checkLengths(tree, tex) {
      var rest = [tree];
      while (rest.length) {
        var node = rest.pop();
        if (typeof node.number === 'number' && typeof node.unit === 'string'
          && ems(node.number, node.unit) > \#(limit)) tooLong(tex, node.number + node.unit);
        if (node.type === 'array' && node.arraystretch > \#(limit)) {
          throw {
            position: Math.max(0, tex.indexOf('\\arraystretch')),
            message: '\\arraystretch is at most \#(limit)',
          };
        }
        for (var key in node) {
          if (key !== 'loc' && node[key] && typeof node[key] === 'object') rest.push(node[key]);
        }
      }
    }
    """#
}
