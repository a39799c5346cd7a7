/* A formula of x and y that a reader types: parsed, never evaluated as JavaScript. It becomes a tape, a list of
   operations on the cells before them; forwards along it runs the value, backwards the exact gradient. */
var Engine = Engine || {};
(() => {
  "use strict";

  const LONGEST = 200, DEEPEST = 40;

  /* Of each function its value and its slope; PyTorch's slopes where there is none. */
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
  const power = (a, b) => (b === 2 ? a * a : b === 3 ? a * a * a : a ** b);

  /* Of each operator its binding strength, its value and its slopes by the left and the right operand. */
  const OPERATORS = {
    "+": [1, (a, b) => a + b, () => 1, () => 1],
    "-": [1, (a, b) => a - b, () => 1, () => -1],
    "*": [2, (a, b) => a * b, (a, b) => b, (a) => a],
    "/": [2, (a, b) => a / b, (a, b) => 1 / b, (a, b) => -a / b / b],
    "^": [4, power, (a, b) => (b === 0 ? 0 : b * power(a, b - 1)), (a, b) => (a === 0 && b >= 0 ? 0 : a ** b * Math.log(a))],
  };
  const NEGATION = 3, ATOM = 5;
  const CONSTANTS = { pi: Math.PI, "π": Math.PI, e: Math.E };
  const SAME = { "**": "^", "·": "*", "×": "*", "−": "-" };
  const TOKEN = /\s*(?:((?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)|(sqrt|exp|log|ln|sin|cos|tanh|tan|abs|pi|π|e|x|y)|(\*\*|[-+*/^()·×−]))/iy;

  /* A number as Python reads it: a whole one beyond 2⁵³ is no int there. */
  const inPython = (number) => String(number) + (Number.isInteger(number) && !Number.isSafeInteger(number) && !/e/.test(number) ? ".0" : "");

  class Mistake {
    constructor(error, at) {
      Object.assign(this, { error, at });
    }
  }

  function tokens(text) {
    const found = [];
    TOKEN.lastIndex = 0;
    for (let at = 0; text.slice(at).trim() !== ""; at = TOKEN.lastIndex) {
      const match = TOKEN.exec(text);
      const place = at + text.slice(at).search(/\S/);
      if (!match) throw new Mistake(`I do not know “${String.fromCodePoint(text.codePointAt(place))}” here.`, place);
      const [, number, name, sign] = match;
      const word = (number || name || sign).toLowerCase();
      if (number && !Number.isFinite(Number(number))) throw new Mistake("This number is too large.", place);
      found.push({ kind: number ? "number" : name ? "name" : SAME[sign] || sign, word, at: place });
    }
    return [...found, { kind: "end", word: "the end", at: text.length }];
  }

  function parse(text) {
    const list = tokens(text), tape = [{}, {}]; // the first two cells are x and y
    let next = 0, depth = 0;
    const is = (...kinds) => kinds.includes(list[next].kind);
    const take = () => list[next++];

    /* The code of a node, in parentheses where it binds less strongly than its surroundings. */
    const code = ({ python, binds }, strength) => (binds < strength ? `(${python})` : python);

    function constant(value, at) {
      if (!Number.isFinite(value)) throw new Mistake("This is not a finite number.", at);
      tape.push({ value });
      return { cell: tape.length - 1, value, python: inPython(value), binds: value < 0 ? NEGATION : ATOM };
    }

    function operation(sign, left, right, at) {
      const [strength, value, byLeft, byRight] = OPERATORS[sign];
      if ("value" in left && "value" in right) return constant(value(left.value, right.value), at);
      tape.push({ apply: value, byLeft, byRight, left: left.cell, right: right.cell });
      const [a, b] = sign === "^" ? [code(left, ATOM), code(right, NEGATION)] : [code(left, strength), code(right, strength + 1)];
      const python = sign === "^" ? `${a}**${b}` : sign === "/" ? `${a} / ${b}` : `${a} ${sign} ${b}`;
      return { cell: tape.length - 1, python, binds: strength };
    }

    function called(name, inside, at) {
      const [apply, byLeft] = FUNCTIONS[name];
      if ("value" in inside) return constant(apply(inside.value), at);
      tape.push({ apply, byLeft, left: inside.cell, right: -1 });
      return { cell: tape.length - 1, python: `torch.${name === "ln" ? "log" : name}(${inside.python})`, binds: ATOM };
    }

    function negated(inside) {
      if ("value" in inside) return constant(-inside.value);
      tape.push({ apply: (a) => -a, byLeft: () => -1, left: inside.cell, right: -1 });
      return { cell: tape.length - 1, python: `-${code(inside, NEGATION)}`, binds: NEGATION };
    }

    function sum() {
      let left = product();
      while (is("+", "-")) {
        const { kind, at } = take();
        left = operation(kind, left, product(), at);
      }
      return left;
    }

    function product() {
      let left = signed();
      while (is("*", "/", "name", "(")) {
        const { kind, at } = is("*", "/") ? take() : { kind: "*", at: list[next].at };
        left = operation(kind, left, signed(), at);
      }
      return left;
    }

    function signed() {
      if (++depth > DEEPEST) throw new Mistake("This is nested too deeply.", list[next].at);
      const minus = is("-"), sign = is("+", "-") && take();
      const inside = sign ? signed() : raised();
      depth--;
      return minus ? negated(inside) : inside;
    }

    function raised() {
      const base = atom();
      if (!is("^")) return base;
      const { at } = take();
      return operation("^", base, signed(), at);
    }

    function atom() {
      const { kind, word, at } = take();
      if (kind === "number") return constant(Number(word), at);
      if (kind === "(") return parenthesized(at);
      if (kind === "name") {
        if (word === "x" || word === "y") return { cell: word === "x" ? 0 : 1, python: word, binds: ATOM };
        if (Object.hasOwn(CONSTANTS, word)) return constant(CONSTANTS[word], at);
        if (!is("(")) throw new Mistake(`Put what ${word} is taken of in parentheses: ${word}(…).`, list[next].at);
        return called(word, parenthesized(take().at), at);
      }
      throw new Mistake(`I expected a number, x, y or a function, not ${kind === "end" ? word : `“${word}”`}.`, at);
    }

    function parenthesized(opened) {
      const inside = sum();
      if (!is(")")) throw new Mistake(is("end") ? "This parenthesis is never closed." : "An operator is missing here.",
        is("end") ? opened : list[next].at);
      take();
      return inside;
    }

    const whole = sum();
    if (is(")")) throw new Mistake("This parenthesis was never opened.", list[next].at);
    if (!is("end")) throw new Mistake("An operator is missing here.", list[next].at);
    if ("value" in whole) throw new Mistake("Neither x nor y is in it.", 0);
    return { tape, root: whole.cell, python: whole.python };
  }

  /* { f(w), gradient(w, out), python } of the text, or { error, at }: what is wrong with it, and at which column. */
  Engine.formula = (text) => {
    if (typeof text === "string" && text.length > LONGEST) return { error: `Use at most ${LONGEST} characters.`, at: LONGEST };
    if (typeof text !== "string" || !text.trim()) return { error: "Write a formula of x and y.", at: 0 };
    let parsed;
    try {
      parsed = parse(text);
    } catch (mistake) {
      if (!(mistake instanceof Mistake)) throw mistake;
      return { ...mistake };
    }
    const { tape, root, python } = parsed;
    const values = Float64Array.from(tape, ({ value }) => value ?? 0), slopes = new Float64Array(tape.length);

    function f(w) {
      values[0] = w[0];
      values[1] = w[1];
      for (let i = 2; i <= root; i++) {
        const { apply, left, right } = tape[i];
        if (apply) values[i] = apply(values[left], values[right]);
      }
      return values[root];
    }

    function gradient(w, out) {
      f(w);
      slopes.fill(0);
      slopes[root] = 1;
      for (let i = root; i > 1; i--) {
        const { apply, byLeft, byRight, left, right } = tape[i];
        if (!apply) continue;
        slopes[left] += slopes[i] * byLeft(values[left], values[right]);
        if (byRight) slopes[right] += slopes[i] * byRight(values[left], values[right]);
      }
      out[0] = slopes[0];
      out[1] = slopes[1];
    }

    return { f, gradient, python };
  };
})();
if (typeof module !== "undefined") module.exports = Engine;
