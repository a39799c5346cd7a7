/* What the reader's class has done, in words: where its path leaves the rule's, or whose mistake's path it is. */
var Engine = Engine || {};
(() => {
  "use strict";

  const MOST_DIGITS = 15;

  const capital = (text) => (/^\w+\(/.test(text) ? text : text.charAt(0).toUpperCase() + text.slice(1)); // not a function's name
  const several = Engine.several = (count, one) => `${count} ${one}${count === 1 ? "" : "s"}`;

  /* Whether two numbers are the same; what is no number is like what is none. */
  const same = (a, b, limit) => (Number.isNaN(a) || Number.isNaN(b)) ? Number.isNaN(a) && Number.isNaN(b) : a === b || Math.abs(a - b) <= limit;

  /* The first number of a path that another one does not have. */
  function departure(path, other, limit) {
    for (let t = 0; t < other.length; t++)
      for (let k = 0; k < other[t].length; k++)
        if (!same(path[t][k], other[t][k], limit)) return { step: t + 1, coordinate: k + 1, yours: path[t][k], other: other[t][k] };
    return undefined;
  }

  /* Where and by how much a wrong rule's path leaves the right one, both from the start on: the first `step` and `coordinate`, and
     the largest distance, `by`, as a share of the furthest that the right path gets; undefined if it never does. A rule that
     fails (null) leaves everywhere. */
  Engine.caught = (right, wrong, tolerance) => {
    if (!wrong) return { step: 1, coordinate: 1, by: Infinity };
    const reach = Engine.reach(right);
    const first = departure(wrong, right, tolerance * reach);
    if (!first) return undefined;
    let by = 0;
    for (const [t, position] of right.entries())
      for (const [k, x] of position.entries())
        if (!same(wrong[t][k], x, 0)) by = Math.max(by, finite(Math.abs(wrong[t][k] - x) / reach));
    return { step: first.step - 1, coordinate: first.coordinate, by };
  };

  /* The furthest that a path gets from its start; the size of the start where it stays there, at least 1. */
  Engine.reach = ([start, ...path]) => {
    const far = path.flatMap((position) => position.map((x, k) => Math.abs(x - start[k]))).filter(Number.isFinite);
    return Math.max(0, ...far) || Math.max(1, ...start.map(Math.abs));
  };

  const finite = (x) => (Number.isNaN(x) ? Infinity : x);

  const limits = ({ trials, tolerance }) => trials.map(({ reach = 1 }) => tolerance * reach);

  /* To how many digits paths are the right ones. */
  function digits(paths, { right, trials }) {
    let worst = 0;
    for (const [i, path] of paths.entries())
      for (const [t, position] of path.entries())
        for (const [k, x] of position.entries())
          if (Number.isFinite(x) && x !== right[i][t][k]) worst = Math.max(worst, Math.abs(x - right[i][t][k]) / (trials[i].reach || 1));
    return worst ? Math.min(MOST_DIGITS, Math.floor(-Math.log10(worst))) : MOST_DIGITS;
  }

  /* What paths through all trials of a task are (null where the class failed):
     `right` with so many `digits`; a `mistake`'s; or they leave the rule's, in a trial, at a step, in a coordinate. */
  Engine.judge = (task, paths) => {
    const limit = limits(task);
    const like = (others) => others.every((other, i) =>
      (other && paths[i] ? !departure(paths[i], other, limit[i]) : !other && !paths[i]));
    if (like(task.right)) return { right: true, digits: digits(paths, task) };
    const mistake = task.mistakes.find((one) => like(one.paths));
    const found = paths.map((path, i) => path && departure(path, task.right[i], limit[i]));
    const first = found.findIndex(Boolean);
    const still = paths.every((path, i) => path && path.every((position) => position.every((x, k) => x === task.trials[i].start[k])));
    return { right: false, still, mistake, good: found.filter((one) => one === undefined).length,
      left: first < 0 ? undefined : { trial: first, ...found[first] } };
  };

  // Words

  const MODULES = {
    numpy: "There is no NumPy here, and no need of it: w and g are vectors, and sqrt, sign, abs, maximum, minimum, exp and log take them. zeros_like(w) makes zeros.",
    torch: "There is no PyTorch here, and no need of it: w and g are vectors, and sqrt, sign, abs, maximum, minimum, exp and log take them. zeros_like(w) makes zeros.",
    dataclasses: "This small Python has no dataclasses. Write __init__ yourself.",
    typing: "This small Python has no module typing. It reads annotations with int, float and the like, and needs none.",
    __future__: "This small Python needs no import from __future__, and has none.",
  };
  const ALIASES = { np: "numpy", numpy: "numpy", torch: "torch", dataclass: "dataclasses" };

  const GIVEN = "sqrt sign abs exp log maximum minimum zeros_like ones_like range len print None True False".split(" ");
  const STRINGS = /#.*|"[^"\n]*"|'[^'\n]*'/g, NAME = "[\\p{L}_][\\p{L}\\d_]*";

  /* The names in a source, in order: those of the reader's own object, and the others. */
  function namesIn(lines) {
    const text = lines.join("\n").replace(STRINGS, "");
    return { own: [...text.matchAll(RegExp(`\\bself\\.(${NAME})`, "gu"))].map(([, name]) => name),
      free: [...text.matchAll(RegExp(`(?<![\\p{L}\\d_.])${NAME}`, "gu"))].map(([name]) => name) };
  }

  /* How many letters are to be put in, left out, replaced or swapped with the next to make one word of another. */
  function edits(a, b) {
    const far = [Array.from({ length: b.length + 1 }, (_, j) => j)];
    for (let i = 1; i <= a.length; i++) {
      far.push([i]);
      for (let j = 1; j <= b.length; j++) {
        far[i][j] = Math.min(far[i - 1][j] + 1, far[i][j - 1] + 1, far[i - 1][j - 1] + (a[i - 1] !== b[j - 1]));
        if (a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) far[i][j] = Math.min(far[i][j], far[i - 2][j - 2] + 1);
      }
    }
    return far[a.length][b.length];
  }

  /* The name that is meant, perhaps, by one that nothing has. Whose numbers differ, as beta1 and beta2, are two on purpose. */
  function nearest(name, known) {
    const most = name.length > 5 ? 2 : name.length > 2 ? 1 : 0, bare = (one) => one.replace(/\d/g, "");
    const far = (one) => edits(name.toLowerCase(), one.toLowerCase());
    return known.filter((one) => one !== name && far(one) <= most && (bare(one) !== bare(name) || !most))
      .reduce((best, one) => (best && far(best) <= far(one) ? best : one), undefined);
  }

  function unknownName(name, lines) {
    const { own, free } = namesIn(lines), near = nearest(name, [...free, ...GIVEN]), mine = own.includes(name) ? name : !near && nearest(name, own);
    return `Nothing here is called ${name}. `
      + (mine ? `Did you mean self.${mine}?` : near ? `Did you mean ${near}?` : "Is it misspelt, or is a “self.” missing?");
  }

  function unknownAttribute(name, lines) {
    const near = nearest(name, namesIn(lines).own);
    const asked = near ? `Did you mean self.${near}?` : "Is it misspelt?";
    return `There is no self.${name} yet. ${asked} If not, give it its first value in __init__.`;
  }

  // Lines

  const WITH_TAB = /^ *\t/, WITH_BLANK = /^\t* /; // at its beginning
  const hasCode = (line) => /^\s*[^\s#]/.test(line);
  const inset = (line) => line.length - line.trimStart().length;
  const opens = (line) => /:\s*$/.test(line.split("#")[0]);

  /* The nearest line with code from a line on, forwards or backwards, counted from 1. */
  function withCode(lines, from, by) {
    let line = from;
    while (line > 0 && line <= lines.length && !hasCode(lines[line - 1])) line += by;
    return Math.max(1, line);
  }

  /* The line to look at. MicroPython counts one that falls back to no line's place with the line before, and what is missing at the
     end to a line that is not there. */
  function lookedAt(lines, { line, kind, message }) {
    if (!line) return line;
    if (/^unindent/.test(message)) return withCode(lines, line + 1, 1);
    return kind === "SyntaxError" && withCode(lines, line, 1) > lines.length ? withCode(lines, Math.min(line, lines.length), -1) : line;
  }

  /* What is wrong with where a line begins; undefined if nothing is. */
  function misplaced(lines, line, message) {
    const text = lines[line - 1] || "", before = withCode(lines, line - 1, -1);
    const deeper = line > before && opens(lines[before - 1]) && inset(text) <= inset(lines[before - 1]);
    const empty = opens(text) && withCode(lines, line + 1, 1) > lines.length;
    const outside = /outside/.test(message), begins = deeper || outside || /indent/.test(message);
    if (begins && [WITH_TAB, WITH_BLANK].every((kind) => lines.some((one) => kind.test(one))))
      return "Some lines begin with tabs and others with spaces, which only look alike. Begin all of them with spaces, four for each level.";
    return deeper ? `This line belongs under line ${before}, which ends with a colon: begin it four blanks further right than that one.`
      : empty ? "This line ends with a colon, and nothing stands under it."
      : outside ? "This line stands outside of step(). Begin it further right, under the line that it belongs to."
      : /^unindent/.test(message) ? "This line begins between the places of the lines above it. Put it exactly under the one that it goes with."
      : /^unexpected indent/.test(message) ? "This line begins too far right. Lines move right only under one that ends with a colon." : undefined;
  }

  /* What is behind an error, in plain words, where that is known. */
  const REASONS = [
    ["Trouble", /^/, (_, { message }) => capital(message)],
    ["ImportError", /no module named '([\w.]+)'/, ([, name]) =>
      MODULES[name.split(".")[0]] || `This small Python has no module ${name}.`],
    ["ImportError", /can't import name (\w+)/, ([, name]) => `That module has no ${name} in this small Python.`],
    ["NameError", /name '([^']+)' isn't defined/, ([, name], { lines }) =>
      (ALIASES[name] ? MODULES[ALIASES[name]] : unknownName(name, lines))],
    ["NameError", /local variable/, () => "A name is used here before it has a value. What is kept from step to step needs “self.”, and begins in __init__."],
    ["AttributeError", /'Vector' object has no attribute '(\w+)'/, ([, name]) =>
      `A vector has no ${name} here. It knows + − * / and **, and sqrt(), sign() and abs().`],
    ["AttributeError", /'(?:int|float)' object has no attribute '(\w+)'/, ([, name]) =>
      `A plain number has no .${name}. The functions sqrt, sign and abs take numbers and vectors.`],
    ["AttributeError", /'Instead' object has no attribute '(\w+)'/, ([, name]) => `That module has no ${name} here.`],
    ["AttributeError", /'NoneType' object has no attribute '(\w+)'/, ([, name]) => `None has no .${name}.`],
    ["AttributeError", /'(\w+)' object has no attribute '([^']+)'/, ([, owner, name], { lines, task }) =>
      (owner === task.class ? unknownAttribute(name, lines) : undefined)],
    ["ZeroDivisionError", /^/, () => "Here a plain number is divided by zero."],
    ["SyntaxError", /^/, (_, { text, lines, line, message }) => (/^\s*match\b.*:/.test(text) ? "This small Python has no match. Use if and elif."
      : /def .*\/\s*[,)]/.test(text) ? "This small Python has no positional-only arguments: leave out the “/”."
        : misplaced(lines, line, message) || "Python cannot read this line. Is a bracket, a quote, a colon or a sign such as * missing, here or just before?")],
    ["IndentationError", /^/, (_, { lines, line, message }) => misplaced(lines, line, message)],
    ["TypeError", /keyword arguments/, (_, { text }) => (/strict\s*=/.test(text) ? "zip has no strict= in this small Python. Leave it out." : undefined)],
    ["TypeError", /unsupported types for (\w+): '(\w+)', '(\w+)'/, ([, what, a, b]) =>
      (b === "Vector" && /^__[lg][te]__$/.test(what) ? "Put the vector first: g > 0, not 0 < g."
        : [a, b].includes("NoneType") ? "There is None where a number or a vector is needed. A memory can begin as 0."
        : [a, b].includes("list") ? "A list does not calculate. For a vector of zeros, write zeros_like(w)." : undefined)],
    ["TypeError", /takes (\d+) positional arguments but (\d+)/, (_, { message }) => `${capital(message)}. Is “self” the first argument?`],
    ["RuntimeError", /recursion/, () => "Something calls itself without an end."],
    ["MemoryError", /^/, () => "This needs more memory than there is here."],
    ["SystemExit", /^/, () => "The code ends itself here."],
  ];

  /* A failure in words, with its line; `task` names its trial. */
  Engine.complaint = (error, source, task) => {
    const { kind, message, trial, step } = error, lines = source.split("\n"), line = lookedAt(lines, error);
    const text = (lines[line - 1] || "").split("#")[0];
    let words;
    for (const [name, pattern, say] of REASONS) {
      const found = name === kind && pattern.exec(message);
      words = found ? say(found, { message, text, task, lines, line }) : undefined;
      if (words) break;
    }
    words = words || `${kind}: ${message}`;
    if (!/[.?!]$/.test(words)) words += ".";
    const where = line ? `Line ${line}` : "";
    const when = step > 1 || trial > 0 ? (step ? `at step ${step} of` : "in") + ` the trial “${task.trials[trial].name}”` : "";
    const place = [where, when].filter(Boolean).join(", ");
    return place ? `${capital(place)}: ${words}` : words;
  };

  /* A hyperparameter with its symbol; betas are two. */
  function symbol(task, name, value) {
    const names = [(task.symbols || {})[name] || name].flat(), values = [value].flat();
    return values.map((x, i) => `${names[i] || name} = ${String(Number(x.toPrecision(4))).replace(/-/g, "−")}`).join("; ");
  }

  /* Where a path leaves the rule's, in words. */
  function departed(task, { trial, step, coordinate, yours, other }, good) {
    const { name, given } = task.trials[trial], count = task.trials.length;
    const known = Object.entries(given).map(([key, value]) => symbol(task, key, value)).join("; ");
    const rest = good ? `${good} of ${count} trials ${good === 1 ? "is" : "are"} right. ` : "";
    const on = known ? `“${name}” (${known})` : `“${name}”`;
    return `${rest}On the trial ${on} your path leaves the rule’s at step ${step}, in coordinate ${coordinate}: `
      + `it is at ${Engine.shown(yours, 6)}, the rule at ${Engine.shown(other, 6)}.`;
  }

  /* The least and the largest number of lines. */
  Engine.span = (lines) => {
    const known = lines.flat().filter(Number.isFinite);
    return [Math.min(...known), Math.max(...known)];
  };

  /* Lines of numbers, step by step, in a box of this size between two numbers, each as far as it is somewhere. */
  Engine.lines = (lines, [low, high], width, height) => {
    const place = (x, t, { length }) => `${(t / (length - 1) * width).toFixed(1)},${((high - x) / (high - low || 1) * height).toFixed(1)}`;
    return lines.map((line) => {
      const end = line.findIndex((x) => !Number.isFinite(x));
      return line.map(place).slice(0, end < 0 ? undefined : end).join(" ");
    });
  };

  /* The coordinate in which a path leaves the rule's, from the start on: both lines in a box of this size, step by step. */
  Engine.twoLines = (task, paths, { trial, coordinate }, width, height) => {
    const k = coordinate - 1, start = task.trials[trial].start[k];
    const lines = [task.right[trial], paths[trial]].map((path) => [start, ...path.map((position) => position[k])]);
    return Engine.lines(lines, Engine.span(lines), width, height);
  };

  /* The verdict in words: `text`, and for a named mistake `name`, `hint` and `link`, and `others` that walk alike. */
  Engine.verdictOn = (task, { right, still, digits: exact, mistake, good, left }) => {
    const count = task.trials.length;
    if (right) return { kind: "right", text: `Right. On all ${count} trials your path is the rule’s, to ${exact >= MOST_DIGITS ? "the last digit" : several(exact, "digit")}.` };
    if (still) return { kind: "still", text: "Nothing moves yet: step() gives back the w that it got." };
    const where = left && departed(task, left, good);
    if (!mistake) return { kind: "wrong", text: where };
    return { kind: "named", name: mistake.says, hint: mistake.hint, link: mistake.link,
      others: (mistake.also || []).map(({ says, link }) => ({ name: says, link })), text: where };
  };
})();
