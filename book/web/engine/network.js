/* A small network that trains in the page: a perceptron that learns two classes of points in a plane. */
var Engine = Engine || {};
(() => {
  "use strict";

  const TURN = 2 * Math.PI;

  /* Each makes a point of a class, 0 or 1, from a draw (u, v) of the unit square. */
  const datasets = {
    spirals: { name: "two spirals", point: (u, v, label) => {
      const angle = TURN * (1.25 * u + label / 2);
      return [(0.3 + 2.7 * u) * Math.cos(angle), (0.3 + 2.7 * u) * Math.sin(angle)];
    } },
    circles: { name: "circles", point: (u, v, label) => {
      const radius = label ? 1.9 + 0.9 * u : 1.2 * Math.sqrt(u);
      return [radius * Math.cos(TURN * v), radius * Math.sin(TURN * v)];
    } },
    xor: { name: "exclusive or", point: (u, v, label) => {
      const side = v < 0.5 ? -1 : 1;
      return [side * (0.25 + 2.5 * u), (label ? -side : side) * (0.25 + 5 * (v % 0.5))];
    } },
    gaussians: { name: "two Gaussians", point: (u, v, label) => {
      const radius = 0.7 * Math.sqrt(-2 * Math.log(1 - u)), side = label ? 1.2 : -1.2;
      return [side + radius * Math.cos(TURN * v), side + radius * Math.sin(TURN * v)];
    } },
    moons: { name: "two moons", point: (u, v, label) => {
      const side = label ? -1 : 1;
      return [1.7 * side * Math.cos(Math.PI * u) - 0.85 * side, 1.7 * side * Math.sin(Math.PI * u) - 0.5 * side];
    } },
  };

  const POINTS = 200; // of each half

  /* Points to train on and to test on. Noise moves a seed's points, and draws no others. */
  function data(key, noise, seed) {
    const random = Engine.random(seed, 0);
    const half = () => {
      const x = new Float64Array(2 * POINTS), y = new Float64Array(POINTS);
      for (let i = 0; i < POINTS; i++) {
        y[i] = i % 2;
        const point = datasets[key].point(random.uniform(), random.uniform(), y[i]);
        x[2 * i] = point[0] + noise * random.normal();
        x[2 * i + 1] = point[1] + noise * random.normal();
      }
      return { x, y, n: POINTS };
    };
    return { train: half(), test: half() };
  }

  /* A unit's value and, of that value, the derivative and a shade from 0 to 1. */
  const units = {
    tanh: { name: "tanh", value: Math.tanh, slope: (a) => 1 - a * a, shade: (a) => (1 + a) / 2 },
    relu: { name: "ReLU", value: (z) => (z > 0 ? z : 0), slope: (a) => (a > 0 ? 1 : 0), shade: (a) => 1 - 0.5 / (1 + a) },
  };

  /* 2 – h – h – 1, all its weights in one vector in the order of PyTorch's parameters(). */
  function mlp(hidden, unit) {
    const { value, slope } = units[unit], widths = [2, ...hidden, 1];
    const layers = [];
    let size = 0;
    for (let l = 0; l + 1 < widths.length; l++) {
      const [inputs, outputs] = [widths[l], widths[l + 1]];
      layers.push({ inputs, outputs, matrix: size, bias: size + inputs * outputs });
      size += (inputs + 1) * outputs;
    }
    const last = layers.length - 1;
    const values = widths.map((width) => new Float64Array(width)); // of every unit, for one point
    const errors = widths.map((width) => new Float64Array(width)); // the loss's derivative before each unit's function

    /* Uniform up to one over the root of the number of inputs, as PyTorch's. */
    function start(seed) {
      const random = Engine.random(seed, 1), w = new Float64Array(size);
      for (const { inputs, outputs, matrix } of layers)
        for (let i = 0; i < (inputs + 1) * outputs; i++) w[matrix + i] = (2 * random.uniform() - 1) / Math.sqrt(inputs);
      return w;
    }

    /* The logit at (x, y); the units' values stay in `values`. */
    function logit(w, x, y) {
      values[0][0] = x;
      values[0][1] = y;
      for (let l = 0; l <= last; l++) {
        const { inputs, outputs, matrix, bias } = layers[l], before = values[l], after = values[l + 1];
        for (let i = 0, at = matrix; i < outputs; i++) {
          let z = w[bias + i];
          for (let j = 0; j < inputs; j++) z += w[at++] * before[j];
          after[i] = l < last ? value(z) : z;
        }
      }
      return values[last + 1][0];
    }

    /* The mean loss, and the share of points on their side. */
    function judge(w, { x, y, n }) {
      let loss = 0, right = 0;
      for (let i = 0; i < n; i++) {
        const z = logit(w, x[2 * i], x[2 * i + 1]);
        loss += logistic(z, y[i]);
        if (z > 0 === y[i] > 0) right++;
      }
      return { loss: loss / n, right: right / n };
    }

    /* The mean loss of the points rows[from … to − 1]; its gradient goes into `out`. */
    function gradient(w, { x, y }, rows, from, to, out) {
      let loss = 0;
      out.fill(0);
      for (let k = from; k < to; k++) {
        const row = rows[k], z = logit(w, x[2 * row], x[2 * row + 1]);
        loss += logistic(z, y[row]);
        errors[last + 1][0] = (1 / (1 + Math.exp(-z)) - y[row]) / (to - from);
        for (let l = last; l >= 0; l--) {
          const { inputs, outputs, matrix, bias } = layers[l], before = values[l];
          const above = errors[l + 1], below = errors[l];
          below.fill(0);
          for (let i = 0, at = matrix; i < outputs; i++) {
            out[bias + i] += above[i];
            for (let j = 0; j < inputs; j++, at++) {
              out[at] += above[i] * before[j];
              below[j] += above[i] * w[at];
            }
          }
          if (l > 0) for (let j = 0; j < inputs; j++) below[j] *= slope(before[j]);
        }
      }
      return loss / (to - from);
    }

    return { layers, size, values, start, logit, judge, gradient };
  }

  /* −log of a label's probability, without overflow. */
  const logistic = (z, label) => Math.max(z, 0) - label * z + Math.log1p(Math.exp(-Math.abs(z)));

  /* A network in training. The same seed means the same first weights and the same batches, whichever the optimizer.
     Muon is for matrices, and leaves the biases to AdamW. */
  function training({ model, train, optimizer, lr, decay, batch, seed }) {
    const w = model.start(seed), g = new Float64Array(model.size);
    const random = Engine.random(seed, 2), rows = Uint16Array.from(train.y.keys());
    const spans = !optimizer.matrix ? [[optimizer, 0, [model.size]]]
      : model.layers.flatMap(({ inputs, outputs, matrix, bias }) =>
        [[optimizer, matrix, [outputs, inputs]], [Engine.optimizers.adamw, bias, [outputs]]]);
    const parts = spans.map(([rule, from, shape]) => {
      const to = from + shape.reduce((a, b) => a * b), h = { ...Engine.usual(rule), lr, weight_decay: decay };
      return [rule, w.subarray(from, to), g.subarray(from, to), rule.make(shape), h];
    });
    let from = train.n; // where the next batch begins; at the end all points are shuffled anew

    function step() {
      if (from >= train.n) {
        for (let i = train.n - 1; i > 0; i--) {
          const j = random.below(i + 1);
          [rows[i], rows[j]] = [rows[j], rows[i]];
        }
        from = 0;
      }
      const to = Math.min(from + batch, train.n);
      model.gradient(w, train, rows, from, to, g);
      from = to;
      for (const [rule, ...rest] of parts) rule.step(...rest);
    }

    return { w, step };
  }

  Engine.network = { POINTS, datasets, units, data, mlp, training };
})();
