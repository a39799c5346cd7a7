/* A formula of x and y, parsed and never evaluated as JavaScript. It becomes a tape of operations on cells before them:
   forwards along it runs the value, backwards the exact gradient. */
var Engine = Engine || {};
(() => {
  "use strict";

  const LONGEST = 200, DEEPEST = 40;
  const power = (a, b) => (b === 2 ? a * a : b === 3 ? a * a * a : a ** b);

  /* Value and slope, with PyTorch's slope where there is none. */
  const FUNCTIONS = {
    sqrt: [Math.sqrt, (a) => 0.5 / Math.sqrt(a)],
    exp: [Math.exp, Math.exp],
    log: [Math.log, (a) => 1 / a],
    sin: [Math.sin, Math.cos],
    cos: [Math.cos, (a) => -Math.sin(a)],
    tan: [Math.tan, (a) => 1 + Math.tan(a) ** 2],
    tanh: [Math.tanh, (a) => 1 - Math.tanh(a) ** 2],
    abs: [Math.abs, Math.sign],
  };
  FUNCTIONS.ln = FUNCTIONS.log;

  /* How strongly it binds, its value, its slopes by left and right. */
  const OPERATORS = {
    "+": [1, (a, b) => a + b, () => 1, () => 1],
    "-": [1, (a, b) => a - b, () => 1, () => -1],
    "*": [2, (a, b) => a * b, (a, b) => b, (a) => a],
    "/": [2, (a, b) => a / b, (a, b) => 1 / b, (a, b) => -a / b / b],
    "^": [4, power, (a, b) => (b === 0 ? 0 : b * power(a, b - 1)),
      (a, b) => (a === 0 && b >= 0 ? 0 : a ** b * Math.log(a))],
  };
  const NEGATION = 3, ATOM = 5;
  const CONSTANTS = { pi: Math.PI, "π": Math.PI, e: Math.E };
  const SAME = { "**": "^", "·": "*", "×": "*", "−": "-" };
  const NUMBER = /(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?/.source, NAME = "sqrt|exp|log|ln|sin|cos|tanh|tan|abs|pi|π|e|x|y";
  const TOKEN = RegExp(String.raw`\s*(?:(${NUMBER})|(${NAME})|(\*\*|[-+*/^()·×−]))`, "iy");

  const fail = (error, at) => {
    throw { error, at };
  };

  /* What the reader wrote at a place: a sign, or the whole word, of which a known name may be the beginning. */
  const written = (text, at) => (/[a-z]/i.test(text[at])
    ? /[a-z]*$/i.exec(text.slice(0, at))[0] + /^[a-z]+/i.exec(text.slice(at))[0]
    : String.fromCodePoint(text.codePointAt(at)));

  function tokens(text) {
    const found = [];
    TOKEN.lastIndex = 0;
    for (let end = 0; text.slice(end).trim(); end = TOKEN.lastIndex) {
      const at = end + text.slice(end).search(/\S/);
      const match = TOKEN.exec(text) || fail(`I do not know “${written(text, at)}” here.`, at);
      const [, number, name, sign] = match;
      const kind = number ? "number" : name ? "name" : SAME[sign] || sign;
      found.push({ kind, word: (number || name || sign).toLowerCase(), at });
    }
    return [...found, { kind: "end", at: text.length }];
  }

  /* A node is { cell, python, binds }, and has a value where it is constant. */
  function parse(text) {
    const list = tokens(text), values = [NaN, NaN], tape = []; // the first two cells are x and y
    let next = 0, depth = 0;
    const is = (...kinds) => kinds.includes(list[next].kind);
    const here = () => list[next].at;
    const take = () => list[next++];
    const code = ({ python, binds }, strength) => (binds < strength ? `(${python})` : python);

    function constant(value, at) {
      if (!Number.isFinite(value)) fail("This is not a finite number.", at);
      // PyTorch takes no whole number beyond 2⁶³
      const python = value % 1 || Number.isSafeInteger(value) ? `${value}` : value.toExponential();
      return { cell: values.push(value) - 1, value, python, binds: value < 0 ? NEGATION : ATOM };
    }

    function made(operation, python, binds, at, left, right = left) {
      const [apply, byLeft, byRight] = operation;
      if ("value" in left && "value" in right) return constant(apply(left.value, right.value), at);
      const cell = values.push(NaN) - 1;
      tape.push({ apply, byLeft, byRight, left: left.cell, right: right.cell, cell });
      return { cell, python, binds };
    }

    function joined(sign, left, right, at) {
      const [binds, ...operation] = OPERATORS[sign];
      const python = sign === "^" ? `${code(left, ATOM)}**${code(right, NEGATION)}`
        : `${code(left, binds)} ${sign} ${code(right, binds + 1)}`;
      return made(operation, python, binds, at, left, right);
    }

    function sum() {
      let left = product();
      while (is("+", "-")) {
        const { kind, at } = take();
        left = joined(kind, left, product(), at);
      }
      return left;
    }

    function product() {
      let left = signed();
      while (is("*", "/", "name", "(")) {
        const { kind, at } = is("*", "/") ? take() : { kind: "*", at: here() };
        left = joined(kind, left, signed(), at);
      }
      return left;
    }

    function signed() {
      if (++depth > DEEPEST) fail("This is nested too deeply.", here());
      const sign = is("+", "-") && take();
      const inside = sign ? signed() : raised();
      depth--;
      if (sign.kind !== "-") return inside;
      return made([(a) => -a, () => -1], `-${code(inside, NEGATION)}`, NEGATION, sign.at, inside);
    }

    function raised() {
      const base = atom();
      if (!is("^")) return base;
      const { at } = take();
      return joined("^", base, signed(), at);
    }

    function atom() {
      const { kind, word, at } = take();
      if (kind === "number") return constant(Number(word), at);
      if (kind === "(") return parenthesized(at);
      if (kind !== "name") fail(`I expected a number, x, y or a function, not ${word ? "“" + word + "”" : "the end"}.`, at);
      if (word === "x" || word === "y") return { cell: word === "x" ? 0 : 1, python: word, binds: ATOM };
      if (word in CONSTANTS) return constant(CONSTANTS[word], at);
      if (!is("(")) fail(`Write ${word}(…), with parentheses.`, here());
      const inside = parenthesized(take().at);
      return made(FUNCTIONS[word], `torch.${word === "ln" ? "log" : word}(${inside.python})`, ATOM, at, inside);
    }

    function parenthesized(opened) {
      const inside = sum();
      if (is("end")) fail("This parenthesis is never closed.", opened);
      if (!is(")")) fail("An operator is missing here.", here());
      take();
      return inside;
    }

    const whole = sum();
    if (!is("end")) fail(is(")") ? "This parenthesis was never opened." : "An operator is missing here.", here());
    if ("value" in whole) fail("Neither x nor y is in it.", 0);
    return { tape, values: Float64Array.from(values), root: whole.cell, python: whole.python };
  }

  /* { f(w), gradient(w, out), python }, or what is wrong with the text and at which column: { error, at }. */
  Engine.formula = (text) => {
    let parsed;
    try {
      if (typeof text === "string" && text.length > LONGEST) fail(`Use at most ${LONGEST} characters.`, LONGEST);
      if (typeof text !== "string" || !text.trim()) fail("Write a formula of x and y.", 0);
      parsed = parse(text);
    } catch (mistake) {
      if (!mistake.error) throw mistake;
      return mistake;
    }
    const { tape, values, root, python } = parsed, slopes = new Float64Array(values.length);

    function f(w) {
      values[0] = w[0];
      values[1] = w[1];
      for (const { apply, left, right, cell } of tape) values[cell] = apply(values[left], values[right]);
      return values[root];
    }

    function gradient(w, out) {
      if (values[0] !== w[0] || values[1] !== w[1]) f(w); // a walk has just taken the loss here
      slopes.fill(0);
      slopes[root] = 1;
      for (let i = tape.length - 1; i >= 0; i--) {
        const { byLeft, byRight, left, right, cell } = tape[i];
        slopes[left] += slopes[cell] * byLeft(values[left], values[right]);
        if (byRight) slopes[right] += slopes[cell] * byRight(values[left], values[right]);
      }
      out[0] = slopes[0];
      out[1] = slopes[1];
    }

    return { f, gradient, python };
  };
})();
