/* The optimizers, with PyTorch's conventions and order of operations, so that they walk its paths in double precision.
   `step` moves w, of any length, in place; h holds the values of the knobs. Where h has a weight_decay that is no knob
   of the method, it is what PyTorch's class of that name makes of it. */
var Engine = Engine || {};
(() => {
  "use strict";

  const learning = (value) => ({ name: "lr", symbol: "η", words: "learning rate", low: 1e-4, high: 1, log: true, value });
  const share = (name, symbol, words, value) => ({ name, symbol, words, low: 0, high: 0.9999, log: "complement", value });
  const MU = share("momentum", "μ", "momentum", 0.9);
  const BETA1 = share("beta1", "β₁", "memory of the gradient", 0.9);
  const BETA2 = share("beta2", "β₂", "memory of the squared gradient", 0.999);
  const small = (value) => ({ name: "eps", symbol: "ε", words: "small number in the denominator", low: 1e-10, high: 1, log: true, value });
  const decay = (value) => ({ name: "weight_decay", symbol: "λ", words: "weight decay", low: 0, high: 1, value });

  /* Memory of zeros, an array of w's length under each name; `rate` is the factor before the gradient or its average. */
  const memory = (...names) => (shape) => {
    const length = shape.reduce((a, b) => a * b);
    return { t: 0, ...Object.fromEntries([...names, "rate"].map((name) => [name, new Float64Array(length)])) };
  };

  /* The gradient with L2's share of the weights, as PyTorch adds it; and what decoupled decay leaves of w. */
  const withL2 = (g, w, h) => g + (h.weight_decay || 0) * w;
  const kept = (h) => 1 - h.lr * (h.weight_decay || 0);
  /* From a the part t of the way to b, rounded as torch.lerp rounds. */
  const lerp = (a, b, t) => (t < 0.5 ? a + t * (b - a) : b - (b - a) * (1 - t));

  // What the lines of a rule are made of. A sub "i" stands for the coordinate's name; "·" only parts numbers.
  const at = (symbol, value) => ({ symbol, sub: "i", value });
  const was = (name) => at(name, ({ before }, i) => before[name][i]);
  const is = (name) => at(name, ({ after }, i) => after[name][i]);
  const chosen = (symbol, name) => ({ symbol, value: ({ h }) => h[name] });
  const rest = (symbol, name) => ({ symbol: `(1 − ${symbol})`, value: ({ h }) => 1 - h[name] });
  const w = at("w", (trace, i) => trace.w[i]);
  const next = at("w", (trace, i) => trace.next[i]);
  const plain = at("g", (trace, i) => trace.g[i]);
  const g = at("g", (trace, i) => withL2(trace.g[i], trace.w[i], trace.h));
  const square = at("g²", (trace, i) => g.value(trace, i) ** 2);
  const [eta, mu, alpha, beta1, beta2, eps, lambda] = [["η", "lr"], ["μ", "momentum"], ["α", "alpha"], ["β₁", "beta1"],
    ["β₂", "beta2"], ["ε", "eps"], ["λ", "weight_decay"]].map((names) => chosen(...names));
  const shrunk = [{ symbol: "(1 − η λ)", value: ({ h }) => kept(h) }, "·", w];
  const average = (name, token, symbol, argument, value) =>
    [is(name), "←", token, "·", was(name), "+", rest(symbol, argument), "·", value];
  const divided = (numerator, accumulator) => [eta, "·", numerator, "/", "(", "√", accumulator, "+", eps, ")"];

  const called = (name, h, names, more = "") => `${name}([w]${names.map((key) => `, ${key}=${h[key]}`).join("")}${more})`;
  const real = (number) => (number % 1 ? number : number.toFixed(1)); // PyTorch wants two floats
  const betas = ({ beta1, beta2 }) => `, betas=(${real(beta1)}, ${real(beta2)})`;
  const decaying = (h, always = false) => (always || h.weight_decay ? `, weight_decay=${h.weight_decay || 0}` : "");

  const sgd = {
    key: "sgd", name: "SGD", look: "sgd", knobs: [learning(0.03)],
    make: memory(),
    step(w, g, { rate }, h) {
      for (let i = 0; i < w.length; i++) {
        rate[i] = h.lr;
        w[i] -= h.lr * withL2(g[i], w[i], h);
      }
    },
    rule: [[next, "←", w, "−", eta, "·", g]],
    torch: (h) => called("torch.optim.SGD", h, ["lr"], decaying(h)),
  };

  /* Momentum, and with a look ahead Nesterov's. */
  const withVelocity = (key, name, ahead) => ({
    key, name, look: key, knobs: [learning(0.02), MU],
    make: memory("v"),
    step(w, g, { v, rate }, h) {
      for (let i = 0; i < w.length; i++) {
        const slope = withL2(g[i], w[i], h);
        v[i] = h.momentum * v[i] + slope;
        rate[i] = h.lr;
        w[i] -= h.lr * (ahead ? slope + h.momentum * v[i] : v[i]);
      }
    },
    rule: [
      [is("v"), "←", mu, "·", was("v"), "+", g],
      ahead ? [next, "←", w, "−", eta, "·", "(", g, "+", mu, "·", is("v"), ")"] : [next, "←", w, "−", eta, "·", is("v")],
    ],
    // PyTorch refuses nesterov=True without momentum; there it would be SGD
    torch: (h) => called("torch.optim.SGD", h, ["lr", "momentum"], (ahead && h.momentum ? ", nesterov=True" : "") + decaying(h)),
  });

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
    rule: [[is("G"), "←", was("G"), "+", square], [next, "←", w, "−", ...divided(g, is("G"))]],
    torch: (h) => called("torch.optim.Adagrad", h, ["lr", "eps"], decaying(h)),
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
    rule: [average("G", alpha, "α", "alpha", square), [next, "←", w, "−", ...divided(g, is("G"))]],
    torch: (h) => called("torch.optim.RMSprop", h, ["lr", "alpha", "eps"], decaying(h)),
  };

  /* Adam's step from the gradient `slope(i)`. */
  function stepOfAdam(w, slope, memory, h) {
    const { v, G, rate } = memory;
    const t = ++memory.t;
    const [first, second] = h.corrected === false ? [1, 1] : [1 - h.beta1 ** t, 1 - h.beta2 ** t];
    const size = h.lr / first, root = Math.sqrt(second);
    for (let i = 0; i < w.length; i++) {
      const s = slope(i);
      v[i] = lerp(v[i], s, 1 - h.beta1);
      G[i] = G[i] * h.beta2 + (1 - h.beta2) * s * s;
      const denominator = Math.sqrt(G[i]) / root + h.eps;
      rate[i] = size / denominator;
      w[i] -= size * v[i] / denominator;
    }
  }
  const averages = [average("v", beta1, "β₁", "beta1", g), average("G", beta2, "β₂", "beta2", square)];
  const corrected = [["v", "v̂", "β₁", "beta1"], ["G", "Ĝ", "β₂", "beta2"]].map(([name, hat, symbol, argument]) =>
    [at(hat, ({ after, h, t }, i) => after[name][i] / (1 - h[argument] ** t)), "←", is(name), "/",
      { symbol: `(1 − ${symbol}ᵗ)`, value: ({ h, t }) => 1 - h[argument] ** t }]);
  const hats = divided(...corrected.map(([hat]) => hat));

  const adam = {
    key: "adam", name: "Adam", look: "adam", knobs: [learning(0.1), BETA1, BETA2, small(1e-8)],
    switches: [{ name: "corrected", words: "bias correction", value: true }],
    make: memory("v", "G"),
    step: (w, g, memory, h) => stepOfAdam(w, (i) => withL2(g[i], w[i], h), memory, h),
    rule: [...averages, ...corrected, [next, "←", w, "−", ...hats]],
    uncorrected: [...averages, [next, "←", w, "−", ...divided(is("v"), is("G"))]],
    torch: (h) => called("torch.optim.Adam", h, ["lr"], `${betas(h)}, eps=${h.eps}${decaying(h)}`),
  };

  const adamL2 = {
    ...adam, key: "adam_l2", name: "Adam + L2", look: "variant-2", knobs: [...adam.knobs, decay(0.01)], switches: [],
    rule: [[g, "←", plain, "+", lambda, "·", w], ...adam.rule],
  };

  const adamw = {
    key: "adamw", name: "AdamW", look: "adamw", knobs: [...adam.knobs, decay(0.01)],
    make: memory("v", "G"),
    step(w, g, memory, h) {
      for (let i = 0; i < w.length; i++) w[i] *= kept(h);
      stepOfAdam(w, (i) => g[i], memory, h);
    },
    rule: [...adam.rule.slice(0, -1).map((line) => line.map((token) => (token === g ? plain : token === square
      ? at("g²", ({ g }, i) => g[i] ** 2) : token))), [next, "←", ...shrunk, "−", ...hats]],
    torch: (h) => called("torch.optim.AdamW", h, ["lr"], `${betas(h)}, eps=${h.eps}${decaying(h, true)}`),
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
    rule: [
      [is("c"), "←", beta1, "·", was("v"), "+", rest("β₁", "beta1"), "·", plain],
      [next, "←", ...shrunk, "−", eta, "·", "sign", "(", is("c"), ")"],
      average("v", beta2, "β₂", "beta2", plain),
    ],
    torch: (h) => called("Lion", h, ["lr"], betas(h) + decaying(h)),
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

  /* o ← the direction of the matrix u, its singular values brought near 1: five steps of Newton–Schulz in double
     precision, where torch.optim.Muon takes bfloat16. */
  function orthogonalize({ u, o, X, Y, gram, update, rows, columns, sizes }) {
    const [short, , long] = sizes.wide, [a, b, c] = QUINTIC;
    const place = (i, j) => (rows > columns ? j * columns + i : i * columns + j);
    let norm = 0;
    for (let i = 0; i < u.length; i++) norm += u[i] * u[i];
    norm = Math.max(Math.sqrt(norm), TINY);
    for (let i = 0; i < short; i++) for (let j = 0; j < long; j++) X[i * long + j] = u[place(i, j)] / norm;
    for (let k = 0; k < ITERATIONS; k++) {
      product(gram, 0, gram, 1, X, X, sizes.gram, true);
      product(update, b, gram, c, gram, gram, sizes.square);
      product(Y, a, X, 1, update, X, sizes.wide);
      X.set(Y);
    }
    for (let i = 0; i < short; i++) for (let j = 0; j < long; j++) o[place(i, j)] = X[i * long + j];
  }

  const muon = {
    key: "muon", name: "Muon", look: "variant-1", matrix: true, knobs: [learning(0.1), { ...MU, value: 0.95 }],
    /* A vector is a matrix of one row. */
    make(shape) {
      const [rows, columns] = shape.length === 1 ? [1, ...shape] : shape;
      const short = Math.min(rows, columns), long = Math.max(rows, columns);
      return {
        ...memory("v", "u", "o", "X", "Y")([rows, columns]), rows, columns,
        sizes: { gram: [short, long, short], square: [short, short, short], wide: [short, short, long] },
        gram: new Float64Array(short * short), update: new Float64Array(short * short),
      };
    },
    step(w, g, memory, h) {
      const { v, u, o, rate, rows, columns } = memory;
      for (let i = 0; i < w.length; i++) {
        v[i] = lerp(v[i], g[i], 1 - h.momentum);
        u[i] = lerp(g[i], v[i], h.momentum);
      }
      orthogonalize(memory);
      const size = h.lr * Math.sqrt(Math.max(1, rows / columns));
      for (let i = 0; i < w.length; i++) {
        rate[i] = size;
        w[i] = w[i] * kept(h) - size * o[i];
      }
    },
    rule: [
      average("v", mu, "μ", "momentum", plain),
      [is("u"), "←", mu, "·", is("v"), "+", rest("μ", "momentum"), "·", plain],
      [next, "←", w, "−", eta, "·", at("orth(u)", ({ after }, i) => after.o[i])],
    ],
    torch: (h) => called("torch.optim.Muon", h, ["lr", "momentum"], decaying(h, true)),
  };

  const all = [sgd, withVelocity("momentum", "Momentum", false), withVelocity("nesterov", "Nesterov", true), adagrad, rmsprop,
    adam, adamL2, adamw, lion, muon];
  Engine.optimizers = Object.fromEntries(all.map((optimizer) => [optimizer.key, optimizer]));

  /* The lines of the update rule as these values make it. */
  Engine.rule = (optimizer, h) => (h.corrected === false ? optimizer.uncorrected : optimizer.rule);
})();
if (typeof module !== "undefined") module.exports = Engine;
