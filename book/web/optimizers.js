/* The mathematics of the playground. It knows nothing of the page, so that Node can test it.
   `var`, since a notebook may load this more than once. */
var Optimizers = (() => {
  "use strict";

  /* The path of momentum, v ← μ v + g, w ← w − η v, over ½ Σ λᵢ wᵢ²: steps + 1 points. */
  function path({ lr, mu, curvatures, start, steps }) {
    let w = start, v = start.map(() => 0);
    const points = [w];
    for (let t = 0; t < steps; t++) {
      v = v.map((vi, i) => mu * vi + curvatures[i] * w[i]);
      w = w.map((wi, i) => wi - lr * v[i]);
      points.push(w);
    }
    return points;
  }

  /* How one direction behaves: its regime, and |r|, by which its error shrinks in a step. r is the
     larger root of r² − (1 + μ − ηλ) r + μ. */
  function behaviour(lr, mu, curvature) {
    const a = lr * curvature, b = 1 + mu - a, inside = b * b - 4 * mu;
    const radius = inside < 0 ? Math.sqrt(mu) : (Math.abs(b) + Math.sqrt(inside)) / 2;
    const critical = Math.abs(Math.sqrt(mu) - Math.abs(1 - Math.sqrt(a)));
    const regime = radius >= 1 ? "diverges"
      : critical < 0.004 ? "critical"
        : inside < 0 ? "under-damped"
          : b > 0 ? "over-damped" : "flips sign";
    return { regime, radius };
  }

  /* The η and μ that make the slowest direction as fast as can be. */
  function best(kappa) {
    const root = Math.sqrt(kappa);
    return { lr: (2 / (root + 1)) ** 2, mu: ((root - 1) / (root + 1)) ** 2 };
  }

  return { path, behaviour, best };
})();

if (typeof module !== "undefined") module.exports = Optimizers;
