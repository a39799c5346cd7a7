/* What is on the screen, as a Python program that walks the same path. */
var Engine = Engine || {};
(() => {
  "use strict";

  const RANDOM = `def uniforms(seed, stream=0):
    """The page's random numbers: sfc32."""
    a, b, c, count = 0, seed, stream, 1
    while True:
        total = (a + b + count) % 2**32
        a, b, c, count = b ^ b >> 9, c * 9 % 2**32, ((c << 21 | c >> 11) + total) % 2**32, count + 1
        if count > 16:
            yield total / 2**32

def normals(numbers):
    """Marsaglia's polar method."""
    while True:
        x, y = 2 * next(numbers) - 1, 2 * next(numbers) - 1
        s = x * x + y * y
        if 0 < s < 1:
            scale = math.sqrt(-2 * math.log(s) / s)
            yield from (x * scale, y * scale)
`;
  const CHOOSE = `
def choose(order, size):
    """Moves a batch, drawn without repetition, to the front."""
    for i in range(size):
        j = i + int(next(choosing) * (len(order) - i))
        order[i], order[j] = order[j], order[i]
    return order[:size]
`;

  /* For the argument of Engine.walk. */
  Engine.torchProgram = (walked) => {
    const { landscape, optimizer, values, start = landscape.start, steps, schedule, noise, seed = 0 } = walked;
    const h = { ...Engine.usual(optimizer), ...values };
    const plan = schedule && Engine.schedules[schedule.key];
    const scheduler = plan && plan.torch(steps, { ...Engine.usual(plan), ...schedule.values });
    const { examples, batch, torch } = landscape, matrix = landscape.shape.length > 1, plain = h.corrected === false;
    const given = (condition, lines) => (condition ? lines : []);
    const [x1, y1, x2, y2] = Array.from(start, (number) => (number % 1 ? number : number.toFixed(1)));
    const group = "optimizer.param_groups[0]";
    const added = `torch.tensor([${noise} * next(noise) for _ in range(${start.length})])`;
    const point = matrix ? `[[${x1}, ${x2}], [${y1}, ${y2}]]` : `[${x1}, ${y1}]`;
    const order = batch < examples ? `, choose(order, ${batch})` : examples ? ", order" : "";
    const body = [
      ...given(noise || examples, [RANDOM]),
      ...torch, "",
      `w = torch.tensor(${point}, requires_grad=True)`,
      `optimizer = ${optimizer.torch(h)}`,
      ...given(scheduler, [`scheduler = ${scheduler}`]),
      ...given(examples, [`choosing, order = uniforms(${seed >>> 0}, 1), list(range(${examples}))`, CHOOSE]),
      ...given(noise, [`noise = normals(uniforms(${seed >>> 0}, 2))`]),
      `for t in range(${steps}):`,
      "    optimizer.zero_grad()",
      `    f(w${order}).backward()`,
      ...given(noise, [`    w.grad += ${added}${matrix ? ".reshape(2, 2).T" : ""}`]),
      ...given(plain, [
        "    # PyTorch always corrects the bias: with this lr and eps its step is the one without",
        `    lr, root = ${group}["lr"], (1 - ${h.beta2} ** (t + 1)) ** 0.5`,
        `    ${group}.update(lr=lr * (1 - ${h.beta1} ** (t + 1)) / root, eps=${h.eps} / root)`,
      ]),
      "    optimizer.step()",
      ...given(plain, [`    ${group}["lr"] = lr`]),
      ...given(scheduler, ["    scheduler.step()"]),
      "",
      "print(w.tolist())",
      "",
    ].join("\n");
    return [
      ...given(body.includes("math."), ["import math", ""]),
      "import torch",
      ...given(optimizer.key === "lion", ["from lion_pytorch import Lion"]),
      "", "torch.set_default_dtype(torch.float64)", "", body,
    ].join("\n");
  };
})();
