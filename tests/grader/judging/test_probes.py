"""Points for a property are earned by an optimizer: a finite path that depends on gradient, η and what came before."""

import pytest

from grader.judging.paths import Paths
from grader.judging.probes import BASE, BEFORE, GRADIENT, LOW_RATE, RATE, lacks, probes
from grader.language import Task, registry
from grader.outcome.finding import Observed
from grader.tools import written

from ..answers import HEAD
from ..tiny import descent
from .secrets import others

pytestmark = pytest.mark.long
TASKS = [exam.name for exam in registry.find().values() if isinstance(exam, Task)]
REMEMBERS = [name for name in TASKS if registry.find()[name].stored_copies]


def answer(task: Task, line: str) -> str:
    """A class that does this to each parameter that has a gradient."""
    arguments = ", ".join(f"{name}=0.05" if name == "lr" else f"{name}={default!r}"
                          for name, default in task.hyperparameters.items() if name == "lr" or default is not None)
    return f"""
class {task.class_name}(Optimizer):
    def __init__(self, params, {arguments}):
        super().__init__(params)
        self.lr = lr
    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is not None:
                {line}
"""


@pytest.mark.parametrize("line, observed", [
    ("p -= 1", Observed.IGNORES_GRADIENT), ("p -= self.lr", Observed.IGNORES_GRADIENT),
    ("p.fill_(0.5)", Observed.IGNORES_GRADIENT), ("p *= float('nan')", Observed.NOT_FINITE),
    ("p -= p.grad", Observed.IGNORES_LR), ("pass", None)])
@pytest.mark.parametrize("name", ["sgd", "adam"])
def test_what_is_no_optimizer_earns_nothing(judges, name, line, observed):
    found = judges.code(name, answer(judges.tasks[name], line))
    assert found.score == 0
    if observed:
        assert observed.value in found.names


@pytest.mark.parametrize("name", REMEMBERS)
def test_who_remembers_nothing_earns_no_points_for_a_memory(judges, name):
    found = judges.code(name, answer(judges.tasks[name], "p -= self.lr * p.grad"))
    assert "forgets" in found.names and {"none_gradients", "two_optimizers", "state_size"} <= set(found.failed)
    # Several parameters, in place, dtypes, device; momentum's first step is gradient descent's
    assert found.score == (4 if name == "momentum" else 3)


LOSES_SOME = HEAD + """
        self.t = {}
    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is None: continue
            self.t[p] = self.t.get(p, 0) + 1
            v = self.state.get(p, torch.zeros_like(p))
            if LOST:
                self.state[p] = v
                continue
            self.state[p] = RULE
            p -= self.lr * self.state[p].sign()
"""


@pytest.mark.parametrize("rule, forgets", [("self.momentum * v + p.grad", False), ("p.grad", True)])
@pytest.mark.parametrize("lost", ["self.t[p] == 1", "self.t[p] < 3", "self.t[p] % 2"])
@pytest.mark.parametrize("sign", ["", ".sign()"])
def test_who_loses_some_gradients_remembers_the_others(judges, lost, rule, forgets, sign):
    found = judges.code("momentum", LOSES_SOME.replace("LOST", lost).replace("RULE", rule).replace(".sign()", sign))
    assert ("forgets" in found.names) == forgets
    assert ("two_optimizers" in found.failed) == forgets


def test_whose_steps_are_signs_of_what_is_remembered_remembers_under_every_secret(judges):
    """Whichever steps somebody skips: another gradient in the others turns a sign, whatever the numbers are."""
    lion = judges.tasks["lion"]
    skipping = [m for m in lion.misconceptions if m.name.startswith("every_second_step")]
    assert len(skipping) == 2
    for secret in others(20):
        known = Paths(lion.under(secret))
        trials = probes(known.task)
        assert [lacks(known, {t.name: known.wrong((m,), t) for t in trials}) for m in skipping] == [set(), set()]


def test_a_learning_rate_that_is_read_once_is_read(judges):
    found = judges.code("momentum", HEAD + """
        self.rate = lr
    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is None: continue
            self.state[p] = self.momentum * self.state.get(p, 0) + p.grad
            p -= self.rate * self.state[p]
""")
    assert (found.failed, found.names) == (["changing_lr"], {"hyperparameters_read_once"})


@pytest.mark.parametrize("name", TASKS)
def test_a_reference_lacks_nothing_and_a_rule_without_a_rate_the_rate(judges, name):
    known = judges.known(name)
    trials = probes(known.task)
    assert {t.name for t in trials} == {BASE, GRADIENT, RATE, LOW_RATE, *BEFORE}
    assert lacks(known, {t.name: known.right(t) for t in trials}) == set()
    no_lr = next(m for m in known.task.misconceptions if m.name == "no_lr")
    assert lacks(known, {t.name: known.wrong((no_lr,), t) for t in trials}) == {Observed.IGNORES_LR}
    first = known.task.misconceptions[0]
    assert Observed.IGNORES_GRADIENT not in lacks(known, {t.name: known.wrong((first,), t) for t in trials})


@pytest.mark.parametrize("name, mistake", [
    *((name, "lr_capped_at") for name in TASKS), *((name, "lr_raised_to") for name in TASKS),
    ("adagrad", "gathered_too_late"), ("adam", "G_too_late")])
def test_a_rate_within_bounds_is_no_rate_that_is_ignored_and_a_huge_first_step_is_no_forgetting(judges, name, mistake):
    known = judges.known(name)
    trials = probes(known.task)
    rate = trials[0].hyperparameters[0]["lr"]
    wrong = [m for m in known.task.misconceptions if m.name == mistake] or [
        f.at(rate) for f in known.task.families if f.name == mistake]
    assert lacks(known, {t.name: known.wrong(wrong, t) for t in trials}) == set()


def test_where_nothing_was_walked_nothing_is_lacking(judges):
    known = judges.known("momentum")
    assert lacks(known, {}) == set()
    assert [t.name for t in probes(descent())] == [BASE, GRADIENT, *BEFORE, RATE, LOW_RATE]


ZERO_GRAD = HEAD + """
    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is None: continue
            self.state[p] = self.momentum * self.state.get(p, 0) + p.grad
            p -= self.lr * self.state[p]
    def zero_grad(self):
        for p in self.params:
            LINE
"""


@pytest.mark.parametrize("line, failed", [
    ("p.grad = None", []), ("if p.grad is not None: p.grad.zero_()", ["in_place"]), ("p.grad.zero_()", ["in_place"]),
    ("pass", ["in_place"]), ("p.grad = torch.zeros_like(p)", ["in_place"]),
    ("p.grad = torch.ones_like(p)", ["in_place"])])
def test_a_zero_grad_of_ones_own_clears_and_does_not_stop_at_none(judges, line, failed):
    found = judges.code("momentum", ZERO_GRAD.replace("LINE", line))
    assert found.failed == failed and found.names == ({"zero_grad"} if failed else set())


@pytest.mark.parametrize("guard, failed", [
    ("p.grad.abs().max() < 1e-6", "long_run"), ("p.grad.norm() < 1e-11", "long_run"),
    ("torch.allclose(p.grad, torch.zeros_like(p))", "long_run"), ("p.grad.abs().max() <= 1e-12", "long_run")])
@pytest.mark.parametrize("name", ["sgd", "adagrad", "adam"])
def test_who_skips_small_gradients_does_not_keep_all_points(judges, name, guard, failed):
    right = written.wrong_class(judges.tasks[name])
    kept = "g = self.gradient(k, p)"
    assert kept in right
    code = right.replace(kept, f"{kept} if p.grad is None or not bool({guard}) else None")
    assert failed in judges.code(name, code).failed


def test_a_step_without_any_gradient_changes_nothing(judges):
    code = ZERO_GRAD.replace("LINE", "p.grad = None")
    loop = "        for p in self.params:\n            if p.grad is None: continue\n"
    crashes = """
        ready = [p for p in self.params if p.grad is not None]
        torch.stack([p.grad.sum() for p in ready])
        for p in ready:
"""
    assert loop in code and judges.code("momentum", code).failed == []
    assert judges.code("momentum", code.replace(loop, crashes)).failed == ["none_gradients"]
