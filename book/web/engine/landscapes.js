/* What an optimizer walks on: losses f(w), their gradients, and the same function in PyTorch. A point is w = [x, y];
   where the variable is a matrix, w holds its columns one after the other, each of them a point. */
var Engine = Engine || {};
(() => {
  "use strict";

  const KAPPA = { name: "kappa", symbol: "κ", words: "condition number", low: 1, high: 1000, log: true, value: 25 };
  const TURN = { name: "turn", symbol: "θ", words: "direction of the valley in degrees", low: 0, high: 90, value: 0 };
  const BATCH = { name: "batch", symbol: "B", words: "batch size", low: 1, high: 64, log: true, integer: true, value: 8 };
  const EXAMPLES = 64, SCATTER_SEED = 64;

  /* The default of every knob and switch of an optimizer, a landscape or a schedule. */
  Engine.usual = ({ knobs, switches = [] }) => Object.fromEntries([...knobs, ...switches].map(({ name, value }) => [name, value]));

  /* The point (x, y), turned about the origin by an angle in degrees. */
  Engine.turned = ([x, y], degrees) => {
    const c = Math.cos(degrees * Math.PI / 180), s = Math.sin(degrees * Math.PI / 180);
    return [c * x - s * y, s * x + c * y];
  };

  /* ½ (u² + κ v²), where u runs along the valley and v across it, for each point in w. */
  function quadratic({ kappa, turn }) {
    const [c, s] = Engine.turned([1, 0], turn);

    function f(w) {
      let sum = 0;
      for (let k = 0; k < w.length; k += 2) {
        const u = c * w[k] + s * w[k + 1], v = c * w[k + 1] - s * w[k];
        sum += (u * u + kappa * v * v) / 2;
      }
      return sum;
    }

    function gradient(w, out) {
      for (let k = 0; k < w.length; k += 2) {
        const u = c * w[k] + s * w[k + 1], v = kappa * (c * w[k + 1] - s * w[k]);
        out[k] = c * u - s * v;
        out[k + 1] = s * u + c * v;
      }
    }

    const [left, right, bottom, top] = [-5, 2, -1.7, 1.7];
    return {
      f, gradient, minima: [[0, 0]], curvatures: [1, kappa],
      box: [c * left - s * top, c * right - s * bottom, s * left + c * bottom, s * right + c * top],
    };
  }

  const valleyInPython = ({ kappa, turn }, sum = "") => [
    "def f(w):",
    "    x, y = w",
    ...(turn ? [
      `    c, s = math.cos(math.radians(${turn})), math.sin(math.radians(${turn}))`,
      "    x, y = c * x + s * y, c * y - s * x",
    ] : []),
    sum ? `    return ((x**2 + ${kappa} * y**2) / 2).sum()` : `    return (x**2 + ${kappa} * y**2) / 2`,
  ];

  const valley = {
    key: "valley", name: "Valley", knobs: [KAPPA, TURN],
    make: (values) => ({
      ...quadratic(values), shape: [2], start: Engine.turned([-4.5, 1.2], values.turn), torch: valleyInPython(values),
    }),
  };

  const matrix = {
    key: "matrix", name: "Matrix: two points, one valley", knobs: [KAPPA, TURN],
    make: (values) => ({
      ...quadratic(values), shape: [2, 2], start: [[-4.5, 1.2], [-3, -1.5]].flatMap((point) => Engine.turned(point, values.turn)),
      torch: valleyInPython(values, "sum"),
    }),
  };

  /* The mean of 64 examples' quadratics, their minima scattered about (0, 0). An example's loss is counted from its
     value there, so that the mean's lowest value is 0. `draw` holds the indices of a batch. */
  const noisy = {
    key: "noisy", name: "Noisy quadratic", knobs: [{ ...KAPPA, high: 100, value: 5 }, BATCH],
    make({ kappa, batch }) {
      const { normal } = Engine.random(SCATTER_SEED);
      const centres = Array.from({ length: EXAMPLES }, () => [normal(), normal()]);
      const mean = [0, 1].map((i) => centres.reduce((sum, centre) => sum + centre[i], 0) / EXAMPLES);
      for (const centre of centres) [0, 1].forEach((i) => { centre[i] -= mean[i]; });
      const { gradient, ...exact } = quadratic({ kappa, turn: 0 });
      return {
        ...exact, shape: [2], start: [-4.5, 1.2], examples: EXAMPLES, batch, centres,
        gradient(w, out, draw = []) {
          gradient(w, out);
          for (const example of draw) {
            out[0] -= centres[example][0] / draw.length;
            out[1] -= kappa * centres[example][1] / draw.length;
          }
        },
        torch: [
          `random = Random(${SCATTER_SEED})`,
          `centres = torch.tensor([[random.normal(), random.normal()] for _ in range(${EXAMPLES})])`,
          "centres -= centres.mean(0)",
          "",
          "def f(w, batch):",
          "    x, y = (w - centres[batch]).T",
          `    return (x**2 + ${kappa} * y**2).mean() / 2`,
        ],
      };
    },
  };

  /* A landscape without knobs; `slopes(x, y)` is the pair of partial derivatives. */
  const fixed = (key, name, f, slopes, python, rest) => ({
    key, name, knobs: [],
    make: () => ({
      shape: [2], f: ([x, y]) => f(x, y), ...rest,
      gradient([x, y], out) {
        [out[0], out[1]] = slopes(x, y);
      },
      torch: ["def f(w):", "    x, y = w", ...python.map((line) => `    ${line}`)],
    }),
  });

  const saddle = fixed("saddle", "Saddle",
    (x, y) => x ** 2 / 2 - y ** 2 / 2 + y ** 4 / 4, (x, y) => [x, y ** 3 - y],
    ["return x**2 / 2 - y**2 / 2 + y**4 / 4"],
    { minima: [[0, 1], [0, -1]], box: [-2.2, 2.2, -1.6, 1.6], start: [-2, 0.001] });

  const rosenbrock = fixed("rosenbrock", "Rosenbrock",
    (x, y) => (1 - x) ** 2 + 100 * (y - x ** 2) ** 2,
    (x, y) => [-2 * (1 - x) - 400 * x * (y - x ** 2), 200 * (y - x ** 2)],
    ["return (1 - x)**2 + 100 * (y - x**2)**2"],
    { minima: [[1, 1]], box: [-2, 2, -0.7, 2.3], start: [-1.2, 1] });

  const terms = (x, y) => [1.5 - x + x * y, 2.25 - x + x * y ** 2, 2.625 - x + x * y ** 3];
  const beale = fixed("beale", "Beale",
    (x, y) => terms(x, y).reduce((sum, term) => sum + term ** 2, 0),
    (x, y) => {
      const [a, b, c] = terms(x, y);
      return [2 * (a * (y - 1) + b * (y ** 2 - 1) + c * (y ** 3 - 1)), 2 * (a * x + b * 2 * x * y + c * 3 * x * y ** 2)];
    },
    ["return (1.5 - x + x * y)**2 + (2.25 - x + x * y**2)**2 + (2.625 - x + x * y**3)**2"],
    { minima: [[3, 0.5]], box: [-1, 4.5, -1.6, 2], start: [1, 1.5] });

  /* It starts beside the hill in the middle, from which each of the four minima is within reach. */
  const himmelblau = fixed("himmelblau", "Himmelblau",
    (x, y) => (x ** 2 + y - 11) ** 2 + (x + y ** 2 - 7) ** 2,
    (x, y) => {
      const a = x ** 2 + y - 11, b = x + y ** 2 - 7;
      return [4 * a * x + 2 * b, 2 * a + 4 * b * y];
    },
    ["return (x**2 + y - 11)**2 + (x + y**2 - 7)**2"],
    {
      minima: [[3, 2], [-2.8051180869527448, 3.1313125182505729], [-3.7793102533777469, -3.2831859912861694],
        [3.5844283403304918, -1.8481265269644036]],
      box: [-5, 5, -5, 5], start: [-0.5, -1],
    });

  const doubleWell = fixed("double_well", "Double well",
    (x, y) => x ** 4 / 4 + x ** 3 / 6 - x ** 2 / 2 - x / 2 + 7 / 12 + y ** 2 / 2,
    (x, y) => [(x + 1) * (x + 0.5) * (x - 1), y],
    ["return x**4 / 4 + x**3 / 6 - x**2 / 2 - x / 2 + 7 / 12 + y**2 / 2"],
    { minima: [[1, 0], [-1, 0]], box: [-2.1, 1.9, -1.2, 1.2], start: [-1.9, 0.9] });

  /* q / (1 + q) never reaches 1, and its slope falls only as 1/r³: on the floor plain gradient descent crawls, but it
     is not lost, as it would be where an exponential flattens. */
  const plateau = fixed("plateau", "Plateau",
    (x, y) => {
      const q = x ** 2 + 4 * y ** 2;
      return q / (1 + q);
    },
    (x, y) => {
      const share = (1 + x ** 2 + 4 * y ** 2) ** 2;
      return [2 * x / share, 8 * y / share];
    },
    ["q = x**2 + 4 * y**2", "return q / (1 + q)"],
    { minima: [[0, 0]], box: [-5, 2, -1.7, 1.7], start: [-4, 1.2] });

  /* A minimum far from zero, in a direction that both weights share; x's loss and gradients are `size` times y's. What
     keeps weights small shows in where it stops. */
  const hillside = {
    key: "hillside", name: "Hillside",
    knobs: [{ name: "size", symbol: "s", words: "size of the gradients of x", low: 0.01, high: 100, log: true, value: 1 }],
    make: ({ size }) => ({
      shape: [2], f: ([x, y]) => (size * (x - 3) ** 2 + (y - 3) ** 2) / 2,
      gradient([x, y], out) {
        out[0] = size * (x - 3);
        out[1] = y - 3;
      },
      minima: [[3, 3]], box: [-1.5, 4, -0.6, 3.5], start: [-1, -0.3],
      torch: ["def f(w):", "    x, y = w", `    return (${size} * (x - 3)**2 + (y - 3)**2) / 2`],
    }),
  };

  /* What the reader types, `values.text`. If it cannot be read, make returns { error, at }. */
  const formula = {
    key: "formula", name: "Your formula", knobs: [], text: "x^2/2 + 25 y^2/2",
    make({ text = formula.text }) {
      const { error, at, python, ...made } = Engine.formula(text);
      if (error) return { error, at };
      return {
        ...made, shape: [2], minima: [], box: [-3, 3, -3, 3], start: [-2, 1],
        torch: ["def f(w):", "    x, y = w", `    return ${python}`],
      };
    },
  };

  const all = [valley, saddle, rosenbrock, beale, himmelblau, doubleWell, plateau, hillside, noisy, matrix, formula];
  Engine.landscapes = Object.fromEntries(all.map(({ make, ...landscape }) => [landscape.key, {
    ...landscape,
    make: (values = {}) => ({ key: landscape.key, ...make({ ...Engine.usual(landscape), ...values }) }),
  }]));
})();
if (typeof module !== "undefined") module.exports = Engine;
