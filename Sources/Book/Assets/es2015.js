// Built-in functions of ECMAScript 2015–2017 that KaTeX's sources call and Duktape lacks.
(function () {
  function define(object, functions) {
    Object.keys(functions).forEach(function (name) {
      if (object[name] !== undefined) return;
      Object.defineProperty(object, name, { value: functions[name], writable: true, configurable: true });
    });
  }

  // An index from the start, or from the end where negative, within 0…length.
  function clamped(index, length, missing) {
    if (index === undefined) return missing;
    index = Math.trunc(index) || 0;
    return index < 0 ? Math.max(length + index, 0) : Math.min(index, length);
  }

  function isSame(first, second) { return first === second || (first !== first && second !== second); }

  function padding(text, length, filler) {
    filler = filler === undefined ? ' ' : String(filler);
    var missing = Math.trunc(length) - text.length;
    if (!(missing > 0) || !filler) return '';
    return filler.repeat(Math.ceil(missing / filler.length)).slice(0, missing);
  }

  define(Array.prototype, {
    fill: function (value, start, end) {
      var last = clamped(end, this.length, this.length);
      for (var index = clamped(start, this.length, 0); index < last; index++) this[index] = value;
      return this;
    },
    find: function (matches, self) { return this[this.findIndex(matches, self)]; },
    findIndex: function (matches, self) {
      for (var index = 0; index < this.length; index++) {
        if (matches.call(self, this[index], index, this)) return index;
      }
      return -1;
    },
    includes: function (value, start) {
      for (var index = clamped(start, this.length, 0); index < this.length; index++) {
        if (isSame(this[index], value)) return true;
      }
      return false;
    },
  });
  define(Array, {
    from: function (source, map, self) {
      var result = [];
      for (var index = 0; index < source.length; index++) {
        result.push(map ? map.call(self, source[index], index) : source[index]);
      }
      return result;
    },
    of: function () { return Array.prototype.slice.call(arguments); },
  });
  define(Object, {
    entries: function (object) { return Object.keys(object).map(function (key) { return [key, object[key]]; }); },
    values: function (object) { return Object.keys(object).map(function (key) { return object[key]; }); },
  });
  define(String.prototype, {
    padStart: function (length, filler) { return padding(this, length, filler) + this; },
    padEnd: function (length, filler) { return this + padding(this, length, filler); },
  });
})();
