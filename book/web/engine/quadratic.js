/* What theory says of one direction of a quadratic. */
var Engine = Engine || {};
(() => {
  "use strict";

  /* The roots of r² − b r + c as [real, imaginary], the larger first. */
  function roots(b, c) {
    const inside = b * b - 4 * c;
    if (inside < 0) return [[b / 2, Math.sqrt(-inside) / 2], [b / 2, -Math.sqrt(-inside) / 2]];
    const large = (b + (b < 0 ? -1 : 1) * Math.sqrt(inside)) / 2;
    return [[large, 0], [large && c / large, 0]];
  }

  /* The eigenvalues of a step's matrix; null where a step is not linear. */
  Engine.spectrum = (key, { lr, momentum }, curvature) => {
    const a = lr * curvature;
    if (key === "sgd") return [[1 - a, 0]];
    if (key === "momentum") return roots(1 + momentum - a, momentum);
    if (key === "nesterov") return roots((1 + momentum) * (1 - a), momentum * (1 - a));
    return null;
  };

  /* Momentum's regime, and |r|, by which its error shrinks in a step. */
  Engine.behaviour = (lr, momentum, curvature) => {
    const [[real, imaginary]] = Engine.spectrum("momentum", { lr, momentum }, curvature);
    const radius = Math.hypot(real, imaginary);
    const critical = Math.abs(Math.sqrt(momentum) - Math.abs(1 - Math.sqrt(lr * curvature)));
    const regime = radius >= 1 ? "diverges"
      : critical < 0.004 ? "critical"
        : imaginary ? "under-damped"
          : real > 0 ? "over-damped" : "flips sign";
    return { regime, radius };
  };

  /* The η and μ that make the slower of curvatures 1 and κ as fast as can be. */
  Engine.best = (kappa) => {
    const root = Math.sqrt(kappa);
    return { lr: (2 / (root + 1)) ** 2, momentum: ((root - 1) / (root + 1)) ** 2 };
  };

  /* How far SGD and momentum scatter about the minimum in the long run, along each direction of a quadratic whose
     gradients are noisy: standard deviations. Those of a landscape's own examples are drawn without repetition. */
  Engine.scatter = (key, { lr, momentum: mu = 0 }, { curvatures, examples: N, batch: B, centres }, noise = 0) => {
    if (!["sgd", "momentum"].includes(key) || !curvatures) return null;
    return curvatures.map((curvature, i) => {
      const spread = centres ? centres.reduce((sum, centre) => sum + centre[i] ** 2, 0) / N : 0; // of the examples' minima
      const variance = noise ** 2 + (centres ? curvature ** 2 * spread * (N - B) / (B * (N - 1)) : 0); // of the gradient
      const room = 2 * (1 + mu) - lr * curvature;
      return room > 0 ? Math.sqrt(lr * variance * (1 + mu) / (curvature * (1 - mu) * room)) : Infinity;
    });
  };

  /* The step from which on a walk stays near the centre; undefined if it does not. */
  Engine.arrival = ({ points, n, steps }, radius, centre = new Float64Array(n)) => {
    const inside = (t) => Math.hypot(...Array.from(centre, (c, i) => points[t * n + i] - c)) <= radius;
    let first = steps + 1;
    while (first > 0 && inside(first - 1)) first--;
    return first <= steps ? first : undefined;
  };
})();
