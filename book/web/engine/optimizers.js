/* The optimizers, in PyTorch's conventions and order of operations. `step` moves w, of any length, in place; h holds the
   values of the knobs. A weight_decay in h that is no knob of the method does what it does in PyTorch's class. */
var Engine = Engine || {};
(() => {
  "use strict";

  const learning = (value) => ({ name: "lr", symbol: "η", words: "learning rate", low: 1e-4, high: 1, log: true, value });
  const share = (name, symbol, words, value) => ({ name, symbol, words, low: 0, high: 0.9999, log: "complement", value });
  const small = (value) => ({ name: "eps", symbol: "ε", words: "small number in the denominator", low: 1e-10, high: 1, log: true, value });
  const decay = (value) => ({ name: "weight_decay", symbol: "λ", words: "weight decay", low: 0, high: 1, value });
  const averages = (first, second) => [share("beta1", "β₁", "memory of the gradient", first),
    share("beta2", "β₂", "memory of the squared gradient", second)];

  /* Memory of zeros, an array of w's length under each name; `rate` is the factor before the gradient or its average. */
  const memory = (...names) => (shape) => {
    const length = shape.reduce((a, b) => a * b);
    return { t: 0, ...Object.fromEntries([...names, "rate"].map((name) => [name, new Float64Array(length)])) };
  };

  /* The gradient with L2's share of the weights; what decoupled decay leaves of w; a, moved by t of the way to b. */
  const withL2 = (g, w, h) => g + (h.weight_decay || 0) * w;
  const kept = (h) => 1 - h.lr * (h.weight_decay || 0);
  const lerp = (a, b, t) => (t < 0.5 ? a + t * (b - a) : b - (b - a) * (1 - t));

  /* The words of a rule that have a number in a step; a prime marks what is new. The others stay as they are. */
  const each = (symbol, value) => ({ symbol, sub: "i", value });
  const set = (symbol, name) => ({ symbol, value: ({ h }) => h[name] });
  const rest = (symbol, name) => ({ symbol, value: ({ h }) => 1 - h[name] });
  const since = (symbol, name) => ({ symbol, value: ({ h, t }) => 1 - h[name] ** t });
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
    η: set("η", "lr"), μ: set("μ", "momentum"), α: set("α", "alpha"), "β₁": set("β₁", "beta1"), "β₂": set("β₂", "beta2"),
    ε: set("ε", "eps"), λ: set("λ", "weight_decay"), "1−ηλ": { symbol: "(1 − ηλ)", value: ({ h }) => kept(h) },
    "1−μ": rest("(1 − μ)", "momentum"), "1−α": rest("(1 − α)", "alpha"),
    "1−β₁": rest("(1 − β₁)", "beta1"), "1−β₂": rest("(1 − β₂)", "beta2"),
    "1−β₁ᵗ": since("(1 − β₁ᵗ)", "beta1"), "1−β₂ᵗ": since("(1 − β₂ᵗ)", "beta2"),
  };
  const rule = (...lines) => lines.map((line) => line.split(" ").map((word) => WORDS[word] || word));

  /* A call of PyTorch's class, whose betas must be two floats. */
  const real = (number) => (number % 1 ? number : number.toFixed(1));
  const call = (name, ...more) => (h) => `${name}([w]${["lr", ...more].map((argument) =>
    typeof argument === "function" ? argument(h) : `, ${argument}=${h[argument]}`).join("")})`;
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

  const velocity = (w, g, { v, rate }, h, ahead) => {
    for (let i = 0; i < w.length; i++) {
      const slope = withL2(g[i], w[i], h);
      v[i] = h.momentum * v[i] + slope;
      rate[i] = h.lr;
      w[i] -= h.lr * (ahead ? slope + h.momentum * v[i] : v[i]);
    }
  };

  const momentum = {
    key: "momentum", name: "Momentum", look: "momentum", knobs: [learning(0.02), share("momentum", "μ", "momentum", 0.9)],
    make: memory("v"),
    step: (w, g, memory, h) => velocity(w, g, memory, h, false),
    rule: rule("v′ ← μ · v + g", "w′ ← w − η · v′"),
    torch: call("torch.optim.SGD", "momentum", decaying),
  };

  const nesterov = {
    ...momentum, key: "nesterov", name: "Nesterov", look: "nesterov",
    step: (w, g, memory, h) => velocity(w, g, memory, h, true),
    rule: rule("v′ ← μ · v + g", "w′ ← w − η · ( g + μ · v′ )"),
    // PyTorch refuses nesterov=True without momentum, where it would change nothing
    torch: call("torch.optim.SGD", "momentum", ({ momentum }) => (momentum ? ", nesterov=True" : ""), decaying),
  };

  const adagrad = {
    key: "adagrad", name: "Adagrad", look: "adagrad", knobs: [learning(0.5), small(1e-10)],
    make: memory("G"),
    step(w, g, { G, rate }, h) {
      for (let i = 0; i < w.length; i++) {
        const slope = withL2(g[i], w[i], h);
        G[i] += slope * slope;
        rate[i] = h.lr / (Math.sqrt(G[i]) + h.eps);
        w[i] -= rate[i] * slope;
      }
    },
    rule: rule("G′ ← G + g²", "w′ ← w − η · g / ( √ G′ + ε )"),
    torch: call("torch.optim.Adagrad", "eps", decaying),
  };

  const rmsprop = {
    key: "rmsprop", name: "RMSprop", look: "rmsprop",
    knobs: [learning(0.05), share("alpha", "α", "memory of the squared gradient", 0.99), small(1e-8)],
    make: memory("G"),
    step(w, g, { G, rate }, h) {
      for (let i = 0; i < w.length; i++) {
        const slope = withL2(g[i], w[i], h);
        G[i] = G[i] * h.alpha + (1 - h.alpha) * slope * slope;
        rate[i] = h.lr / (Math.sqrt(G[i]) + h.eps);
        w[i] -= rate[i] * slope;
      }
    },
    rule: rule("G′ ← α · G + 1−α · g²", "w′ ← w − η · g / ( √ G′ + ε )"),
    torch: call("torch.optim.RMSprop", "alpha", "eps", decaying),
  };

  function adaptive(w, g, memory, h, decoupled) {
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
  }
  const AVERAGES = ["v′ ← β₁ · v + 1−β₁ · g", "G′ ← β₂ · G + 1−β₂ · g²"];
  const CORRECTED = ["v̂ ← v′ / 1−β₁ᵗ", "Ĝ ← G′ / 1−β₂ᵗ"], STEP = "η · v̂ / ( √ Ĝ + ε )";

  const adam = {
    key: "adam", name: "Adam", look: "adam", knobs: [learning(0.1), ...averages(0.9, 0.999), small(1e-8)],
    switches: [{ name: "corrected", words: "bias correction", value: true }],
    make: memory("v", "G"),
    step: (w, g, memory, h) => adaptive(w, g, memory, h, false),
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
    step: (w, g, memory, h) => adaptive(w, g, memory, h, true),
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

  /* out ← a X + b L R, where L is m × k, R is k × n (or, `across`, the transpose of an n × k) and out is m × n. */
  function product(out, a, X, b, L, R, [m, k, n], across = false) {
    for (let i = 0; i < m; i++)
      for (let j = 0; j < n; j++) {
        let sum = 0;
        for (let l = 0; l < k; l++) sum += L[i * k + l] * R[across ? j * k + l : l * n + j];
        out[i * n + j] = a * X[i * n + j] + b * sum;
      }
  }

  /* o ← the matrix u with its singular values brought near 1, by Newton–Schulz in double precision (PyTorch: bfloat16). */
  function orthogonalize({ u, o, X, Y, gram, update, rows, columns, short, long }) {
    const [a, b, c] = QUINTIC, square = [short, short, short];
    const place = (i, j) => (rows > columns ? j * columns + i : i * columns + j);
    const norm = Math.max(Math.sqrt(u.reduce((sum, entry) => sum + entry * entry, 0)), TINY);
    for (let i = 0; i < short; i++) for (let j = 0; j < long; j++) X[i * long + j] = u[place(i, j)] / norm;
    for (let k = 0; k < ITERATIONS; k++) {
      product(gram, 0, gram, 1, X, X, [short, long, short], true);
      product(update, b, gram, c, gram, gram, square);
      product(Y, a, X, 1, update, X, [short, short, long]);
      X.set(Y);
    }
    for (let i = 0; i < short; i++) for (let j = 0; j < long; j++) o[place(i, j)] = X[i * long + j];
  }

  const muon = {
    key: "muon", name: "Muon", look: "muon", matrix: true, knobs: [learning(0.1), share("momentum", "μ", "momentum", 0.95)],
    /* A vector counts as a matrix of one row. */
    make(shape) {
      const [rows, columns] = shape.length === 1 ? [1, ...shape] : shape;
      const short = Math.min(rows, columns), long = Math.max(rows, columns);
      const [gram, update] = [0, 0].map(() => new Float64Array(short * short));
      return { ...memory("v", "u", "o", "X", "Y")(shape), rows, columns, short, long, gram, update };
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

  /* The lines of the update rule as these values make it. */
  Engine.rule = (optimizer, h) => (h.corrected === false ? optimizer.uncorrected : optimizer.rule);
})();
if (typeof module !== "undefined") module.exports = Engine;
