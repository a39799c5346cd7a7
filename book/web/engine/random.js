/* Random numbers, the same in every browser: sfc32, by Chris Doty-Humphrey. `var`: a notebook may load this twice. */
var Engine = Engine || {};
(() => {
  "use strict";

  /* Of 0 < x < 1; the last digit of Math.log differs between browsers. */
  function log(x) {
    let halved = 0;
    for (; x < 0.75; halved++) x *= 2;
    const z = (x - 1) / (x + 1);
    let sum = 0, power = z;
    for (let k = 1; k < 30; k += 2, power *= z * z) sum += power / k;
    return 2 * sum - halved * Math.LN2;
  }

  Engine.random = (seed = 0, stream = 0) => {
    let a = 0, b = seed | 0, c = stream | 0, count = 1, spare;

    function uniform() {
      const sum = a + b + count++ | 0;
      a = b ^ b >>> 9;
      b = c * 9 | 0;
      c = (c << 21 | c >>> 11) + sum | 0;
      return (sum >>> 0) / 2 ** 32;
    }

    /* Marsaglia's polar method. */
    function normal() {
      const kept = spare;
      spare = undefined;
      if (kept !== undefined) return kept;
      let x, y, s;
      do {
        x = 2 * uniform() - 1;
        y = 2 * uniform() - 1;
        s = x * x + y * y;
      } while (s >= 1 || s === 0);
      const scale = Math.sqrt(-2 * log(s) / s);
      spare = y * scale;
      return x * scale;
    }

    for (let i = 0; i < 15; i++) uniform();
    return { uniform, normal, below: (n) => Math.floor(uniform() * n) };
  };
})();
