/* Losses f(w), their gradients, and the same in PyTorch. A point is w = [x, y]; a matrix's columns, each a point,
   follow one another in w. */
var Engine = Engine || {};
(() => {
  "use strict";

  const knob = (name, symbol, words, low, high, value, log = false, integer = false) =>
    ({ name, symbol, words, low, high, value, log, integer });
  Engine.knob = knob;

  const EXAMPLES = 64;
  const KAPPA = knob("kappa", "κ", "condition number", 1, 1000, 25, true);
  const TURN = { ...knob("turn", "θ", "direction of the valley", 0, 90, 0), unit: "°" };
  const SIZE = knob("size", "s", "size of x's gradients", 0.01, 100, 1, true);
  const BATCH = knob("batch", "B", "batch size", 1, EXAMPLES, 8, true, true);

  /* The defaults of an optimizer, landscape or schedule. */
  Engine.usual = ({ knobs, switches = [] }) =>
    Object.fromEntries([...knobs, ...switches].map(({ name, value }) => [name, value]));

  Engine.turned = ([x, y], degrees) => {
    const c = Math.cos(degrees * Math.PI / 180), s = Math.sin(degrees * Math.PI / 180);
    return [c * x - s * y, s * x + c * y];
  };

  /* ½ (u² + κ v²) with u along the valley and v across it, summed over the points in w. */
  function quadratic({ kappa, turn = 0 }, ...starts) {
    const [c, s] = Engine.turned([1, 0], turn), [left, right, bottom, top] = [-5, 2, -1.7, 1.7];

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

    const value = `(x**2 + ${kappa} * y**2) / 2`;
    return {
      f, gradient, shape: starts.length > 1 ? [2, starts.length] : [2], minima: [[0, 0]], curvatures: [1, kappa],
      box: [c * left - s * top, c * right - s * bottom, s * left + c * bottom, s * right + c * top],
      start: starts.flatMap((point) => Engine.turned(point, turn)),
      torch: [
        "def f(w):",
        "    x, y = w",
        ...(turn ? [
          `    c, s = math.cos(math.radians(${turn})), math.sin(math.radians(${turn}))`,
          "    x, y = c * x + s * y, c * y - s * x",
        ] : []),
        starts.length > 1 ? `    return (${value}).sum()` : `    return ${value}`,
      ],
    };
  }

  /* The mean of 64 examples' quadratics, their minima scattered about (0, 0), less its lowest value. `draw`: a batch's
     indices. */
  function noisy({ kappa, batch }) {
    const { normal } = Engine.random(EXAMPLES), { gradient, ...exact } = quadratic({ kappa }, [-4.5, 1.2]);
    const centres = Array.from({ length: EXAMPLES }, () => [normal(), normal()]);
    const mean = (examples, i) => examples.reduce((sum, example) => sum + centres[example][i], 0) / examples.length;
    const middle = [0, 1].map((i) => mean([...centres.keys()], i));
    for (const centre of centres) middle.forEach((m, i) => { centre[i] -= m; });
    return {
      ...exact, examples: EXAMPLES, batch, centres,
      gradient(w, out, draw) {
        gradient(w, out);
        if (!draw) return;
        out[0] -= mean(draw, 0);
        out[1] -= kappa * mean(draw, 1);
      },
      torch: [
        `scattered = normals(uniforms(${EXAMPLES}))`,
        `centres = torch.tensor([[next(scattered), next(scattered)] for _ in range(${EXAMPLES})])`,
        "centres -= centres.mean(0)",
        "",
        "def f(w, batch):",
        "    x, y = (w - centres[batch]).T",
        `    return (x**2 + ${kappa} * y**2).mean() / 2`,
      ],
    };
  }

  function written(text, box, start, ...minima) {
    const { python, ...made } = Engine.formula(text);
    if (made.error) return made;
    return { ...made, shape: [2], minima, box, start, torch: ["def f(w):", "    x, y = w", `    return ${python}`] };
  }

  const landscape = (key, name, knobs, make, more) => ({ key, name, knobs, make, ...more });
  const fixed = (key, name, ...what) => landscape(key, name, [], () => written(...what));
  const TEXT = "x^2/2 + 25 y^2/2";

  const all = [
    landscape("valley", "Valley", [KAPPA, TURN], (values) => quadratic(values, [-4.5, 1.2])),
    fixed("saddle", "Saddle", "x^2/2 - y^2/2 + y^4/4", [-2.2, 2.2, -1.6, 1.6], [-2, 0.001], [0, 1], [0, -1]),
    fixed("rosenbrock", "Rosenbrock", "(1 - x)^2 + 100 (y - x^2)^2", [-2, 2, -0.7, 2.3], [-1.2, 1], [1, 1]),
    fixed("beale", "Beale", "(1.5 - x + x y)^2 + (2.25 - x + x y^2)^2 + (2.625 - x + x y^3)^2",
      [-1, 4.5, -1.6, 2], [1, 1.5], [3, 0.5]),
    // From beside the hill in the middle each of the four minima is within reach
    fixed("himmelblau", "Himmelblau", "(x^2 + y - 11)^2 + (x + y^2 - 7)^2", [-5, 5, -5, 5], [-0.5, -1], [3, 2],
      [-2.805118086952745, 3.131312518250573], [-3.779310253377747, -3.28318599128617],
      [3.584428340330492, -1.848126526964404]),
    fixed("double_well", "Double well", "x^4/4 + x^3/6 - x^2/2 - x/2 + 7/12 + y^2/2",
      [-2.1, 1.9, -1.2, 1.2], [-1.9, 0.9], [1, 0], [-1, 0]),
    // Its slope falls only as 1/r³: on the floor gradient descent crawls, but does not stand still
    fixed("plateau", "Plateau", "(x^2 + 4y^2)/(1 + x^2 + 4y^2)", [-5, 2, -1.7, 1.7], [-4, 1.2], [0, 0]),
    // Its minimum is far from zero: what keeps weights small shows in where it stops
    landscape("hillside", "Hillside", [SIZE], ({ size }) => written(`(${size} (x - 3)^2 + (y - 3)^2)/2`, [-1.5, 4, -0.6, 3.5], [-1, -0.3], [3, 3])),
    landscape("noisy", "Noisy quadratic", [{ ...KAPPA, high: 100, value: 5 }, BATCH], noisy),
    landscape("matrix", "Matrix: two points, one valley", [KAPPA, TURN],
      (values) => quadratic(values, [-4.5, 1.2], [-3, -1.5])),
    landscape("formula", "Your formula", [],
      ({ text = TEXT }) => written(text, [-3, 3, -3, 3], [-2, 1]), { text: TEXT }),
  ];
  Engine.landscapes = Object.fromEntries(all.map(({ make, ...entry }) => [entry.key, {
    ...entry, make: (values) => ({ key: entry.key, ...make({ ...Engine.usual(entry), ...values }) }),
  }]));
})();
