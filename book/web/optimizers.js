/* The mathematics of the playgrounds. It knows nothing of the page, so that Node can test it.
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

  /* The point (x, y), turned about the origin by an angle in degrees. */
  function turned([x, y], degrees) {
    const c = Math.cos(degrees * Math.PI / 180), s = Math.sin(degrees * Math.PI / 180);
    return [c * x - s * y, s * x + c * y];
  }

  /* Adam over ½ (x² + κ y²), valley and start turned by `turn` degrees: the steps + 1 points. Without
     `corrected`, v and G are divided as they are. */
  function adam({ lr, beta1, beta2, corrected, turn, kappa, start, steps }) {
    const slope = (w) => {
      const [x, y] = turned(w, -turn);
      return turned([x, kappa * y], turn);
    };
    let w = turned(start, turn), v = [0, 0], G = [0, 0];
    const points = [w];
    for (let t = 1; t <= steps; t++) {
      const g = slope(w);
      v = v.map((vi, i) => beta1 * vi + (1 - beta1) * g[i]);
      G = G.map((Gi, i) => beta2 * Gi + (1 - beta2) * g[i] * g[i]);
      const [short, small] = corrected ? [1 - beta1 ** t, 1 - beta2 ** t] : [1, 1];
      w = w.map((wi, i) => wi - lr * v[i] / short / (Math.sqrt(G[i] / small) + 1e-8));
      points.push(w);
    }
    return points;
  }

  /* From this point on a path never leaves the ball around the origin again; undefined if it is not in it at the end. */
  function arrival(points, radius) {
    const last = points.findLastIndex((point) => !(Math.hypot(...point) <= radius));
    return last + 1 < points.length ? last + 1 : undefined;
  }

  return { path, behaviour, best, turned, adam, arrival };
})();

if (typeof module !== "undefined") module.exports = Optimizers;
