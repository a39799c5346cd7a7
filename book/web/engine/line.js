/* A straight line through data as a landscape: w holds its slope and offset, f is the mean squared error. */
var Engine = Engine || {};
(() => {
  "use strict";

  // R's data set `cars`: the speeds of fifty cars in miles an hour, and the feet in which they came to a stop
  const SPEEDS = [4, 4, 7, 7, 8, 9, 10, 10, 10, 11, 11, 12, 12, 12, 12, 13, 13, 13, 13, 14, 14, 14, 14, 15, 15, 15, 16, 16, 17, 17, 17,
    18, 18, 18, 18, 19, 19, 19, 20, 20, 20, 20, 20, 22, 23, 24, 24, 24, 24, 25];
  const FEET = [2, 10, 4, 22, 16, 10, 18, 26, 34, 17, 28, 14, 20, 24, 28, 26, 34, 34, 46, 26, 36, 60, 80, 20, 26, 54, 32, 40, 32, 40, 50,
    42, 56, 76, 84, 36, 46, 68, 32, 48, 52, 56, 64, 66, 54, 70, 92, 93, 120, 85];
  const N = SPEEDS.length;
  const xs = SPEEDS.map((speed) => speed / 10), ys = FEET.map((feet) => feet / 10); // numbers of the size of 1

  const mean = (term) => xs.reduce((sum, x, j) => sum + term(x, ys[j]), 0) / N;
  const [x1, x2, y1, xy] = [mean((x) => x), mean((x) => x * x), mean((x, y) => y), mean((x, y) => x * y)];
  const slope = (xy - x1 * y1) / (x2 - x1 * x1);

  const line = {
    key: "line", name: "A line through fifty cars", knobs: [],
    make: () => ({
      key: "line", shape: [2], start: [0.4, 0], box: [-0.8, 7.2, -3.4, 1.8], minima: [[slope, y1 - slope * x1]],
      f: ([a, b]) => mean((x, y) => (a * x + b - y) ** 2),
      gradient([a, b], out) {
        out[0] = 2 * (a * x2 + b * x1 - xy);
        out[1] = 2 * (a * x1 + b - y1);
      },
      data: { xs, ys, units: ["speed, mph", "distance, ft"], scale: 10 },
      torch: [
        `x = torch.tensor([${SPEEDS.join(", ")}]) / 10`,
        `y = torch.tensor([${FEET.join(", ")}]) / 10`,
        "",
        "def f(w):",
        "    return ((w[0] * x + w[1] - y)**2).mean()",
      ],
    }),
  };
  Engine.landscapes.line = line;
})();
