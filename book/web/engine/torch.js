/* What is on the screen, as a Python program that runs on its own and walks the same path. */
var Engine = Engine || {};
(() => {
  "use strict";

  const RANDOM = `class Random:
    """The page's random numbers: sfc32, and Marsaglia's polar method for normal ones."""

    def __init__(self, seed, stream=0):
        self.a, self.b, self.c, self.count, self.spare = 0, seed, stream, 1, None
        for _ in range(15):
            self.uniform()

    def uniform(self):
        total = (self.a + self.b + self.count) % 2**32
        self.count += 1
        self.a = self.b ^ self.b >> 9
        self.b = self.c * 9 % 2**32
        self.c = ((self.c << 21 | self.c >> 11) + total) % 2**32
        return total / 2**32

    def normal(self):
        if self.spare is not None:
            x, self.spare = self.spare, None
            return x
        while True:
            x, y = 2 * self.uniform() - 1, 2 * self.uniform() - 1
            s = x * x + y * y
            if 0 < s < 1:
                scale = math.sqrt(-2 * math.log(s) / s)
                self.spare = y * scale
                return x * scale
`;
  const CHOOSE = `
def choose(order, size):
    """Moves \`size\` examples, drawn without repetition, to the front."""
    for i in range(size):
        j = i + int(choosing.uniform() * (len(order) - i))
        order[i], order[j] = order[j], order[i]
    return order[:size]
`;

  /* A program for the same argument that Engine.walk takes. */
  Engine.torchProgram = ({ landscape, optimizer, values, start = landscape.start, steps, schedule, noise = 0, seed = 0 }) => {
    const h = { ...Engine.usual(optimizer), ...values };
    const plan = schedule && Engine.schedules[schedule.key];
    const scheduler = plan && plan.torch(steps, { ...Engine.usual(plan), ...schedule.values });
    const [x1, y1, x2, y2] = start;
    const matrix = landscape.shape.length === 2, batches = landscape.examples, group = "optimizer.param_groups[0]";
    const batch = batches && (landscape.batch < batches ? `choose(order, ${landscape.batch})` : "order");
    const body = [
      ...(noise || batches ? [RANDOM] : []),
      ...landscape.torch, "",
      `w = torch.tensor(${matrix ? `[[${x1}, ${x2}], [${y1}, ${y2}]]` : `[${x1}, ${y1}]`}, requires_grad=True)`,
      `optimizer = ${optimizer.torch(h)}`,
      ...(scheduler ? [`scheduler = ${scheduler}`] : []),
      ...(batches ? [`choosing, order = Random(${seed}, 1), list(range(${batches}))`, CHOOSE] : []),
      ...(noise ? [`noise = Random(${seed}, 2)`] : []),
      `for t in range(${steps}):`,
      "    optimizer.zero_grad()",
      `    f(${batch ? `w, ${batch}` : "w"}).backward()`,
      ...(noise ? [`    w.grad += ${matrix ? noiseOfColumns(noise) : `torch.tensor([${noise} * noise.normal() for _ in w])`}`] : []),
      ...(h.corrected === false ? [
        "    # PyTorch always corrects the bias: with this lr and eps its step is the one without correction",
        `    lr, root = ${group}["lr"], (1 - ${h.beta2} ** (t + 1)) ** 0.5`,
        `    ${group}.update(lr=lr * (1 - ${h.beta1} ** (t + 1)) / root, eps=${h.eps} / root)`,
      ] : []),
      "    optimizer.step()",
      ...(h.corrected === false ? [`    ${group}["lr"] = lr`] : []),
      ...(scheduler ? ["    scheduler.step()"] : []),
      "",
      "print(w.tolist())",
      "",
    ].join("\n");
    return [
      ...(body.includes("math.") ? ["import math", ""] : []),
      "import torch",
      ...(optimizer.key === "lion" ? ["from lion_pytorch import Lion"] : []),
      "", "torch.set_default_dtype(torch.float64)", "", body,
    ].join("\n");
  };

  const noiseOfColumns = (noise) => `torch.tensor([${noise} * noise.normal() for _ in range(4)]).reshape(2, 2).T`;
})();
if (typeof module !== "undefined") module.exports = Engine;
