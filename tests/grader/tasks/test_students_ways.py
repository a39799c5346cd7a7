"""Mistakes as students write them, not as the tasks do: each is called by its name all the same."""

import pytest

pytestmark = pytest.mark.long

ADAM = '''
class {name}(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps={default}{more}):
        super().__init__(params)
        self.lr, self.betas, self.eps{keep}
        self.state = {{p: [0, torch.zeros_like(p), torch.zeros_like(p)] for p in self.params}}

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for p in self.params:
            if p.grad is None:
                continue
            s = self.state[p]
            s[0] += 1
            t = {t}
            s[1].mul_(b1).add_({g}, alpha=1 - b1)
            s[2].mul_(b2).addcmul_({g}, {g}, value=1 - b2)
            c1, c2 = {corrections}
            {decay}
            p.sub_(self.lr * {ratio})
'''


def adam(name="Adam", more="", keep=" = lr, betas, eps", default="1e-8", t="s[0]", g="p.grad",
         corrections="1 - b1**t, 1 - b2**t", decay="pass", ratio="(s[1] / c1) / ((s[2] / c2).sqrt() + self.eps)"):
    return ADAM.format(**locals())


def adamw(decay="p.mul_(1 - self.lr * self.weight_decay)", name="AdamW", **ways):
    return adam(name, ", weight_decay=0.01", ", self.weight_decay = lr, betas, eps, weight_decay", decay=decay, **ways)


def from_the_start(code):
    return code.replace("        self.state =", "        self.first = {p: p.detach().clone() for p in self.params}\n"
                        "        self.state =")


CLASS_LIST = '''
class SGD(Optimizer):
    params = []

    def __init__(self, params, lr):
        self.params.extend(params)
        self.lr = lr

    def step(self):
        for p in self.params:
            if p.grad is not None:
                p.data -= self.lr * p.grad
'''
LATE_BOUND = '''
class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr, self.moves = lr, []
        for p in self.params:
            self.moves.append(lambda: p.grad is None or p.data.sub_(self.lr * p.grad))

    def step(self):
        for move in self.moves:
            move()
'''
VELOCITIES_OF_THE_CLASS_LIST = '''
class Momentum(Optimizer):
    everything = []

    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.everything += self.params
        self.lr, self.momentum = lr, momentum
        self.v = [torch.zeros_like(p) for p in self.everything]

    @torch.no_grad()
    def step(self):
        for p, v in zip(self.everything, self.v):
            if p.grad is not None:
                v.mul_(self.momentum).add_(p.grad)
                p -= self.lr * v
'''
TWO_PASSES = '''
class {name}(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr, self.momentum, self.v = lr, momentum, {{}}

    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is not None:
                self.v[p] = self.momentum * self.v.get(p, 0) + p.grad
        for p, v in self.v.items():
            p -= self.lr * {way}
'''
ROOT = '''
class {name}(Optimizer):
    def __init__(self, params, lr=0.01, {more}):
        super().__init__(params)
        self.lr, self.eps{keep} = lr, eps{given}
        self.G = [torch.zeros_like(p) for p in self.params]
        self.old = {{}}

    @torch.no_grad()
    def step(self):
        for p, G in zip(self.params, self.G):
            g = p.grad
            if g is None or {none}:
                continue
            {square}
            p -= self.lr * {ratio}
            self.old[p] = g.clone()
'''
G_OVER_ROOT = "g / (G.sqrt() + self.eps)"


def rmsprop(square="G.mul_(self.alpha).addcmul_(g, g, value=1 - self.alpha)", ratio=G_OVER_ROOT):
    return ROOT.format(name="RMSprop", more="alpha=0.99, eps=1e-8", keep=", self.alpha", given=", alpha", none="False",
                       square=square, ratio=ratio)


def adagrad(ratio=G_OVER_ROOT, none="False"):
    return ROOT.format(name="Adagrad", more="eps=1e-10", keep="", given="", none=none, square="G += g * g", ratio=ratio)


SMALL = """
class {name}(Optimizer):
    def __init__(self, params, lr{more}):
        super().__init__(params)
        self.lr{keep} = lr{given}
        self.v, self.t = {{}}, {{}}

    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            g = p.grad
            t = self.t[p] = self.t.get(p, 0) + 1
            {lines}
"""
FISTA = "a, self.t[p, 1] = self.t.get((p, 1), 1.0), (1 + (1 + 4 * self.t.get((p, 1), 1.0) ** 2) ** 0.5) / 2; "
FOR_ALL = """for p in self.params:
            if p.grad is None:
                continue
            s = self.state[p]
            s[0] += 1
"""
FOR_ACTIVE = """for p, near in zip([p for p in self.params if p.grad is not None], self.state.values()):
            counted, averaged = self.state[p], near
            counted[0] += 1
            s = [counted[0], *averaged[1:]]
"""
assert FOR_ALL in ADAM


def small(lines, name="SGD", more="", keep="", given=""):
    return SMALL.format(**locals())


def with_velocity(mu, name="Nesterov", ahead="self.lr * (g + mu * self.v[p])"):
    lines = f"{mu}; self.v[p] = mu * self.v.get(p, 0) + g; p -= {ahead}"
    return small(lines, name, ", momentum=0.9", ", self.momentum", ", momentum")


def lion(memory="g", blend="g", decay="p.mul_(1 - self.lr * self.weight_decay)"):
    lines = (f"b1, b2 = self.betas; old = self.v.get(p, 0); more = g + self.weight_decay * p; "
             f"c = b1 * old + (1 - b1) * {blend}; self.v[p] = b2 * old + (1 - b2) * {memory}; "
             f"{decay}; p -= self.lr * c.sign()")
    return small(lines, "Lion", "=1e-4, betas=(0.9, 0.99), weight_decay=0.0", ", self.betas, self.weight_decay",
                 ", betas, weight_decay")


DECAY = "p.mul_(1 - self.lr * self.weight_decay)"


def decay_first(code):
    return code.replace(DECAY, "pass").replace("b1, b2 = self.betas;", f"b1, b2 = self.betas; {DECAY};")


ANSWERS = {
    "a scalar product for the square": ("adam", {"one_rate_from_the_sum"}, adam().replace(
        "addcmul_(p.grad, p.grad, value=1 - b2)", "add_((1 - b2) * torch.dot(p.grad.flatten(), p.grad.flatten()))")),
    "averages by place, counters by parameter": ("adam", {"none_mixes_up_the_moments"}, adam().replace(
        FOR_ALL, FOR_ACTIVE)),
    "counters by place, averages by parameter": ("adam", {"none_mixes_up_the_counters"}, adam().replace(
        FOR_ALL, FOR_ACTIVE.replace("self.state[p], near", "near, self.state[p]"))),
    "a decay in the memory, too": ("lion", {"decay_in_the_memory_too"}, lion(memory="more")),
    "a decay in the blend, too": ("lion", {"decay_in_the_blend_too"}, lion(blend="more")),
    "a decay in the gradient, too": ("lion", {"decayed_twice"}, lion("more", "more")),
    "a decay, and then one in the gradient": ("lion", {"decayed_twice_in_turn"}, decay_first(lion("more", "more"))),
    "a decay, and then one in the memory": ("lion", {"decay_in_the_memory_after_the_decay"}, decay_first(lion("more"))),
    "a decay in the memory alone": ("lion", {"decay_only_in_the_memory"}, lion("more", decay="pass")),
    "a decay in v, too": ("adamw", {"decay_in_v_too"}, adamw().replace(
        "add_(p.grad, alpha=1 - b1)", "add_(p.grad + self.weight_decay * p, alpha=1 - b1)")),
    "a decay, and then one in v": ("adamw", {"decay_in_v_after_the_decay"}, adamw().replace(
        "add_(p.grad, alpha=1 - b1)",
        "add_(p.mul_(1 - self.lr * self.weight_decay) * self.weight_decay + p.grad, alpha=1 - b1)").replace(
        "            p.mul_(1 - self.lr * self.weight_decay)\n", "")),
    "a momentum that grows": ("nesterov", {"momentum_grows_late_by_5"}, with_velocity(
        "mu = min(self.momentum, 1 - 3 / (t + 5))")),
    "a momentum that grows whatever was asked for": ("nesterov", {"momentum_grows_to_one_late_by_2"}, with_velocity(
        "mu = (t - 1) / (t + 2)")),
    "FISTA's momentum": ("nesterov", {"momentum_of_fista"}, with_velocity(FISTA + "mu = (a - 1) / self.t[p, 1]")),
    "FISTA's momentum, limited": ("momentum", {"momentum_of_fista_at_most"}, with_velocity(
        FISTA + "mu = min(self.momentum, (a - 1) / self.t[p, 1])", "Momentum", "self.lr * self.v[p]")),
    "a learning rate of its own for the velocity": ("nesterov", {"lr_at_the_velocity_always_0.01"}, with_velocity(
        "mu = self.momentum", ahead="self.lr * g + 0.01 * mu * self.v[p]")),
    "a number before the velocity": ("nesterov", {"velocity_enters_the_step_by_0.1"}, with_velocity(
        "mu = self.momentum", ahead="self.lr * g + 0.1 * self.v[p]")),
    "another momentum ahead": ("nesterov", {"momentum_in_the_look_ahead_always_0.5"}, with_velocity(
        "mu = self.momentum", ahead="self.lr * (g + 0.5 * self.v[p])")),
    "rates rounded": ("adagrad", {"rate_rounded_to_6"}, adagrad().replace(
        f"self.lr * {G_OVER_ROOT}", "torch.round(self.lr / (G.sqrt() + self.eps), decimals=6) * g")),
    "squares rounded": ("rmsprop", {"G_rounded_to_4"}, rmsprop(
        "G.copy_(torch.round(self.alpha * G + (1 - self.alpha) * g * g, decimals=4))")),
    "steps rounded": ("sgd", {"steps_rounded_to_3"}, small("p -= torch.round(self.lr * g, decimals=3)")),
    "divided by the first length": ("sgd", {"divided_by_the_first_length"}, small(
        "p -= self.lr * g / (len(g) if g.dim() and len(g) else 1)")),
    "the new square decayed as well": ("rmsprop", {"new_square_fades_too"}, rmsprop(
        "G.addcmul_(g, g, value=1 - self.alpha).mul_(self.alpha)")),
    "a ratio clamped": ("rmsprop", {"quotient_clipped_at_5"}, rmsprop(ratio=f"({G_OVER_ROOT}).clamp(-5, 5)")),
    "a variance": ("rmsprop", {"variance_of_the_parameter"}, rmsprop(
        "G.mul_(self.alpha).add_((1 - self.alpha) * (g - g.mean()).square().mean())")),
    "a squared mean": ("rmsprop", {"square_of_the_mean"}, rmsprop(
        "G.mul_(self.alpha).add_((1 - self.alpha) * g.mean() ** 2)")),
    "squares less their mean": ("rmsprop", {"mean_subtracted_under_the_root"}, rmsprop(
        ratio="g / ((G - G.mean()).abs().sqrt() + self.eps)")),
    "a decay where there is a gradient": ("adagrad", {"decay_above_the_root_but_for_zeros_0.01"}, adagrad(
        "(g + 0.01 * p) / (G.sqrt() + self.eps)", "not g.any()")),
    "the last gradient above the root": ("adagrad", {"last_gradient_above_the_root"}, adagrad(
        "self.old.get(p, g) / (G.sqrt() + self.eps)")),
    "one list for the class": ("sgd", {"parameters_of_the_class"}, CLASS_LIST),
    "one list for the class, and own velocities": ("momentum", {"parameters_of_the_class_so_far"},
                                                   VELOCITIES_OF_THE_CLASS_LIST),
    "velocities first, then weights": ("momentum", {"none_coasts"}, TWO_PASSES.format(name="Momentum", way="v")),
    "velocities first, then weights that look ahead": ("nesterov", {"none_coasts"}, TWO_PASSES.format(
        name="Nesterov", way="((0 if p.grad is None else p.grad) + self.momentum * v)")),
    "the first counter for all": ("adam", {"counter_of_the_first"}, adam(
        t="self.state[next(q for q in self.params if q.grad is not None)][0]")),
    "no correction after a hundred steps": ("adam", {"correction_ends_after_100"}, adam(
        corrections="(1 - b1**t, 1 - b2**t) if t <= 100 else (1, 1)")),
    "no correction once it is small": ("adamw", {"correction_ends_below_0.0001"}, adamw(
        corrections="(1, 1) if b1**t < 1e-4 else (1 - b1**t, 1 - b2**t)")),
    "as in Keras": ("adamw", {"eps_default_1e-07", "eps_before_correction"}, adamw(
        default="1e-7", ratio="(s[1] * c2**0.5 / c1) / (s[2].sqrt() + self.eps)")),
    "a decay to the first weights": ("adamw", {"decay_towards_the_start"}, from_the_start(adamw(
        "p -= self.lr * self.weight_decay * (p - self.first[p])"))),
    "a penalty on the way from the first weights": ("adam_l2", {"penalty_towards_the_start"}, from_the_start(adamw(
        "pass", "AdamL2", g="(p.grad + self.weight_decay * (p - self.first[p]))"))),
    "a share of the weights with a bound": ("adamw", {"decay_capped_at_0.0001"}, adamw(
        "p.mul_(1 - min(self.lr * self.weight_decay, 1e-4))")),
    "a learning rate in the squares, and at the step": ("adagrad", {"lr_enters_too"}, adagrad().replace(
        "g = p.grad\n", "g = p.grad if p.grad is None else self.lr * p.grad\n")),
    "an average that is a plain mean at first": ("rmsprop", {"starts_as_a_plain_mean"}, rmsprop(
        "a = min(self.alpha, 1 - 1 / (self.t.get(p, 0) + 1)); self.t[p] = self.t.get(p, 0) + 1; "
        "G.mul_(a).addcmul_(g, g, value=1 - a)").replace("self.old = {}", "self.old, self.t = {}, {}")),
    "a blend from the updated memory": ("lion", {"blend_of_new_memory"}, lion().replace(
        "c = b1 * old + (1 - b1) * g; ", "").replace("c.sign()", "self.v[p].lerp(g, b2 - b1).sign()")),
    "a momentum that grows by powers of two": ("nesterov", {"momentum_rises_by_powers"}, with_velocity(
        "mu = min(self.momentum, 1 - 0.5 ** (1 + (t - 1) / 250))")),
    "functions made in a loop": ("sgd", {"last_parameter_for_each"}, LATE_BOUND),
    "another momentum where 0 is asked for": ("nesterov", set(), with_velocity("mu = self.momentum or 0.9")),
    "betas without a fraction": ("adam", {"state_made_anew"}, adam().replace(
        "= self.betas\n", "= map(int, self.betas)\n")),
}


@pytest.mark.parametrize("task, names, code", ANSWERS.values(), ids=ANSWERS)
def test_it_has_its_name(judges, task, names, code):
    result = judges.code(task, code)
    said = result.names
    mistakes = judges.tasks[task].misconceptions, judges.tasks[task].families
    known = {m.name for m in mistakes[0]} | {name for name in said for f in mistakes[1] if name.startswith(f.name)}
    assert result.failed and said & known == names
