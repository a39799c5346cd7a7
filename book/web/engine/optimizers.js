/* The optimizers, in PyTorch's conventions and order of operations. `step` moves w in place; h holds the knobs' values,
   and may hold a weight_decay, as PyTorch's class of the method takes it. */
var Engine = Engine || {};
(() => {
  "use strict";

  const { knob } = Engine;
  const learning = (value) => knob("lr", "η", "learning rate", 1e-4, 1, value, true);
  const share = (name, symbol, words, value) => knob(name, symbol, words, 0, 0.9999, value, "complement");
  const small = (value) => knob("eps", "ε", "small number in the denominator", 1e-10, 1, value, true);
  const decay = (value) => knob("weight_decay", "λ", "weight decay", 0, 1, value);
  const mu = (value) => share("momentum", "μ", "momentum", value);
  const averages = (first, second) => [share("beta1", "β₁", "memory of the gradient", first),
    share("beta2", "β₂", "memory of the squared gradient", second)];

  /* Zeros for each name; `rate` is the factor before the gradient or its average. */
  const memory = (...names) => (shape) => {
    const length = shape.reduce((a, b) => a * b);
    return { t: 0, ...Object.fromEntries([...names, "rate"].map((name) => [name, new Float64Array(length)])) };
  };

  /* L2's gradient, and what decoupled decay leaves of w. */
  const withL2 = (g, w, h) => g + (h.weight_decay || 0) * w;
  const kept = (h) => 1 - h.lr * (h.weight_decay || 0);
  const lerp = (a, b, t) => (t < 0.5 ? a + t * (b - a) : b - (b - a) * (1 - t));

  /* The words of a rule that have a number in each step. A prime marks what is new. */
  const each = (symbol, value) => ({ symbol, sub: "i", value });
  const was = (name) => each(name, ({ before }, i) => before[name][i]);
  const is = (name, symbol = name) => each(symbol, ({ after }, i) => after[name][i]);
  const L2 = each("g", ({ w, g, h }, i) => withL2(g[i], w[i], h));
  const WORDS = {
    w: each("w", ({ w }, i) => w[i]), "w′": each("w", ({ next }, i) => next[i]),
    g: each("g", ({ g }, i) => g[i]), "g²": each("g²", ({ g }, i) => g[i] ** 2),
    "g′": L2, "g′²": each("g²", (trace, i) => L2.value(trace, i) ** 2),
    v: was("v"), "v′": is("v"), G: was("G"), "G′": is("G"), "c′": is("c"), "u′": is("u"), "orth(u)": is("o", "orth(u)"),
    "v̂": each("v̂", ({ after, h, t }, i) => after.v[i] / (1 - h.beta1 ** t)),
    "Ĝ": each("Ĝ", ({ after, h, t }, i) => after.G[i] / (1 - h.beta2 ** t)),
    "1−ηλ": { symbol: "(1 − ηλ)", value: ({ h }) => kept(h) },
  };
  const VALUES = { η: "lr", μ: "momentum", α: "alpha", "β₁": "beta1", "β₂": "beta2", ε: "eps", λ: "weight_decay" };
  for (const [symbol, name] of Object.entries(VALUES)) {
    WORDS[symbol] = { symbol, value: ({ h }) => h[name] };
    WORDS[`1−${symbol}`] = { symbol: `(1 − ${symbol})`, value: ({ h }) => 1 - h[name] };
    WORDS[`1−${symbol}ᵗ`] = { symbol: `(1 − ${symbol}ᵗ)`, value: ({ h, t }) => 1 - h[name] ** t };
  }
  const rule = (...lines) => lines.map((line) => line.split(" ").map((word) => WORDS[word] || word));

  /* The call of PyTorch's class, which wants both betas as floats. */
  const real = (number) => (number % 1 ? number : number.toFixed(1));
  const call = (name, ...more) => (h) => {
    const given = ["lr", ...more].map((argument) => (typeof argument === "function" ? argument(h) : `, ${argument}=${h[argument]}`));
    return `${name}([w]${given.join("")})`;
  };
  const betas = ({ beta1, beta2 }) => `, betas=(${real(beta1)}, ${real(beta2)})`;
  const decaying = ({ weight_decay: decay }) => (decay ? `, weight_decay=${decay}` : "");
  const anyDecay = ({ weight_decay: decay = 0 }) => `, weight_decay=${decay}`;

  const sgd = {
    key: "sgd", name: "SGD", look: "sgd", knobs: [learning(0.03)],
    make: memory(),
    step(w, g, { rate }, h) {
      for (let i = 0; i < w.length; i++) {
        rate[i] = h.lr;
        w[i] -= h.lr * withL2(g[i], w[i], h);
      }
    },
    rule: rule("w′ ← w − η · g"),
    torch: call("torch.optim.SGD", decaying),
  };

  const moving = (ahead) => (w, g, { v, rate }, h) => {
    for (let i = 0; i < w.length; i++) {
      const slope = withL2(g[i], w[i], h);
      v[i] = h.momentum * v[i] + slope;
      rate[i] = h.lr;
      w[i] -= h.lr * (ahead ? slope + h.momentum * v[i] : v[i]);
    }
  };

  const momentum = {
    key: "momentum", name: "Momentum", look: "momentum", knobs: [learning(0.02), mu(0.9)],
    make: memory("v"),
    step: moving(false),
    rule: rule("v′ ← μ · v + g", "w′ ← w − η · v′"),
    torch: call("torch.optim.SGD", "momentum", decaying),
  };

  const nesterov = {
    ...momentum, key: "nesterov", name: "Nesterov", look: "nesterov",
    step: moving(true),
    rule: rule("v′ ← μ · v + g", "w′ ← w − η · ( g + μ · v′ )"),
    // Without momentum, where it would change nothing, PyTorch refuses it
    torch: call("torch.optim.SGD", "momentum", ({ momentum }) => (momentum ? ", nesterov=True" : ""), decaying),
  };

  /* `remember` gives the new G. */
  const scaled = (remember) => (w, g, { G, rate }, h) => {
    for (let i = 0; i < w.length; i++) {
      const slope = withL2(g[i], w[i], h);
      G[i] = remember(G[i], slope, h);
      rate[i] = h.lr / (Math.sqrt(G[i]) + h.eps);
      w[i] -= rate[i] * slope;
    }
  };

  const adagrad = {
    key: "adagrad", name: "Adagrad", look: "adagrad", knobs: [learning(0.5), small(1e-10)],
    make: memory("G"),
    step: scaled((G, slope) => G + slope * slope),
    rule: rule("G′ ← G + g²", "w′ ← w − η · g / ( √ G′ + ε )"),
    torch: call("torch.optim.Adagrad", "eps", decaying),
  };

  const rmsprop = {
    key: "rmsprop", name: "RMSprop", look: "rmsprop",
    knobs: [learning(0.05), share("alpha", "α", "memory of the squared gradient", 0.99), small(1e-8)],
    make: memory("G"),
    step: scaled((G, slope, { alpha }) => G * alpha + (1 - alpha) * slope * slope),
    rule: rule("G′ ← α · G + 1−α · g²", "w′ ← w − η · g / ( √ G′ + ε )"),
    torch: call("torch.optim.RMSprop", "alpha", "eps", decaying),
  };

  const adaptive = (decoupled) => (w, g, memory, h) => {
    const { v, G, rate } = memory, t = ++memory.t;
    const [first, second] = h.corrected === false ? [1, 1] : [1 - h.beta1 ** t, 1 - h.beta2 ** t];
    const size = h.lr / first, root = Math.sqrt(second);
    for (let i = 0; i < w.length; i++) {
      const slope = decoupled ? g[i] : withL2(g[i], w[i], h);
      if (decoupled) w[i] *= kept(h);
      v[i] = lerp(v[i], slope, 1 - h.beta1);
      G[i] = G[i] * h.beta2 + (1 - h.beta2) * slope * slope;
      const denominator = Math.sqrt(G[i]) / root + h.eps;
      rate[i] = size / denominator;
      w[i] -= size * v[i] / denominator;
    }
  };
  const AVERAGES = ["v′ ← β₁ · v + 1−β₁ · g", "G′ ← β₂ · G + 1−β₂ · g²"];
  const CORRECTED = ["v̂ ← v′ / 1−β₁ᵗ", "Ĝ ← G′ / 1−β₂ᵗ"], STEP = "η · v̂ / ( √ Ĝ + ε )";

  const adam = {
    key: "adam", name: "Adam", look: "adam", knobs: [learning(0.1), ...averages(0.9, 0.999), small(1e-8)],
    switches: [{ name: "corrected", words: "bias correction", value: true }],
    make: memory("v", "G"),
    step: adaptive(false),
    rule: rule(...AVERAGES, ...CORRECTED, `w′ ← w − ${STEP}`),
    uncorrected: rule(...AVERAGES, "w′ ← w − η · v′ / ( √ G′ + ε )"),
    torch: call("torch.optim.Adam", betas, "eps", decaying),
  };

  const adamL2 = {
    ...adam, key: "adam_l2", name: "Adam + L2", look: "adam-l2", knobs: [...adam.knobs, decay(0.01)], switches: [],
    rule: rule("g′ ← g + λ · w", ...AVERAGES.map((line) => line.replace("g", "g′")), ...CORRECTED, `w′ ← w − ${STEP}`),
  };

  const adamw = {
    ...adamL2, key: "adamw", name: "AdamW", look: "adamw",
    step: adaptive(true),
    rule: rule(...AVERAGES, ...CORRECTED, `w′ ← 1−ηλ · w − ${STEP}`),
    torch: call("torch.optim.AdamW", betas, "eps", anyDecay),
  };

  const lion = {
    key: "lion", name: "Lion", look: "lion",
    knobs: [learning(0.03), share("beta1", "β₁", "share of the memory in the direction", 0.9),
      share("beta2", "β₂", "memory of the gradient", 0.99), decay(0)],
    make: memory("v", "c"),
    step(w, g, { v, c, rate }, h) {
      for (let i = 0; i < w.length; i++) {
        c[i] = v[i] * h.beta1 + (1 - h.beta1) * g[i];
        rate[i] = h.lr;
        w[i] = w[i] * kept(h) - h.lr * Math.sign(c[i]);
        v[i] = v[i] * h.beta2 + (1 - h.beta2) * g[i];
      }
    },
    rule: rule("c′ ← β₁ · v + 1−β₁ · g", "w′ ← 1−ηλ · w − η · sign ( c′ )", "v′ ← β₂ · v + 1−β₂ · g"),
    torch: call("Lion", betas, decaying),
  };

  const QUINTIC = [3.4445, -4.7750, 2.0315], ITERATIONS = 5, TINY = 1e-7;

  /* out ← a X + b L R, where out is m × n and L is m × k; across, R is transposed. */
  function product(out, a, X, b, L, R, [m, k, n], across = false) {
    for (let i = 0; i < m; i++)
      for (let j = 0; j < n; j++) {
        let sum = 0;
        for (let l = 0; l < k; l++) sum += L[i * k + l] * R[across ? j * k + l : l * n + j];
        out[i * n + j] = a * X[i * n + j] + b * sum;
      }
  }

  /* o ← u with singular values near 1, by Newton–Schulz; in double precision, where PyTorch takes bfloat16. */
  function orthogonalize({ u, o, next, gram, update, rows, columns }) {
    const [a, b, c] = QUINTIC;
    const norm = Math.max(Math.sqrt(u.reduce((sum, entry) => sum + entry * entry, 0)), TINY);
    for (let i = 0; i < u.length; i++) o[i] = u[i] / norm;
    for (let k = 0; k < ITERATIONS; k++) {
      product(gram, 0, gram, 1, o, o, [rows, columns, rows], true);
      product(update, b, gram, c, gram, gram, [rows, rows, rows]);
      product(next, a, o, 1, update, o, [rows, rows, columns]);
      o.set(next);
    }
  }

  const muon = {
    key: "muon", name: "Muon", look: "muon", matrix: true, knobs: [learning(0.1), mu(0.95)],
    /* A vector is a matrix of one row. */
    make(shape) {
      const [rows, columns] = shape.length === 1 ? [1, ...shape] : shape;
      const [gram, update] = [0, 0].map(() => new Float64Array(rows * rows));
      return { ...memory("v", "u", "o", "next")(shape), rows, columns, gram, update };
    },
    step(w, g, memory, h) {
      const { v, u, o, rate, rows, columns } = memory;
      for (let i = 0; i < w.length; i++) {
        v[i] = lerp(v[i], g[i], 1 - h.momentum);
        u[i] = lerp(g[i], v[i], h.momentum);
      }
      orthogonalize(memory);
      for (let i = 0; i < w.length; i++) {
        rate[i] = h.lr * Math.sqrt(Math.max(1, rows / columns));
        w[i] = w[i] * kept(h) - rate[i] * o[i];
      }
    },
    rule: rule("v′ ← μ · v + 1−μ · g", "u′ ← μ · v′ + 1−μ · g", "w′ ← w − η · orth(u)"),
    torch: call("torch.optim.Muon", "momentum", anyDecay),
  };

  const all = [sgd, momentum, nesterov, adagrad, rmsprop, adam, adamL2, adamw, lion, muon];
  Engine.optimizers = Object.fromEntries(all.map((optimizer) => [optimizer.key, optimizer]));

  Engine.rule = (optimizer, h) => (h.corrected === false ? optimizer.uncorrected : optimizer.rule);
})();
