"""The hunt by mutation finds what an exam lets through, and takes nothing for wrong that is not."""

from dataclasses import replace

import numpy as np
import pytest

from grader.ground.walk import walk
from grader.judging.paths import Paths
from grader.language import Secret, box

from ..answers import HEAD
from .hunt import Count, Examiner, Walker, differs, hunt, right_path, wide
from .mutations import mutants

pytestmark = pytest.mark.long
ANSWER = HEAD + """
    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            v = self.state.setdefault(p, torch.zeros_like(p))
            v.mul_(self.momentum).add_(p.grad)
            p -= self.lr * v
"""
# A line of an edit, and the trials that show it, but for those in which everything comes together.
SHOWN_BY = {
    "+    state = {}": ("one optimizer after the other",),
    "+            v.mul_(self.momentum).add_(p.grad * (p.grad.abs() > 1e-10))":
        ("gradients that are tiny", "float32 with small and large gradients"),
    "+            if p.dim() > 4:": ("parameters as large as layers",),
    "+        self.params = self.params[:50]": ("more than a hundred parameters",),
}
HARMLESS = ("+            if p.numel() == 0:", "+            v.mul_(self.momentum).add_(p.grad.clone())",
            "+        for p in list(self.params)[::-1]:")
# One of each kind.
EDITS = tuple("""
+            p += self.lr * v
+            p = p - self.lr * v
+            p -= v
+            p -= v * self.lr
+            p -= self.momentum * v
+            p -= self.lr * p
+            p -= self.lr.mul_(v)
+            p -= round(self.lr, 4) * v
-            p -= self.lr * v
+            if p.grad is not None:
+            if True:
+                break
+                return
+            v.mul(self.momentum).add_(p.grad)
+            v.div_(self.momentum).add_(p.grad)
+            v.add_(p.grad)
+            v.mul_(self.momentum)
+            v.mul_(self.momentum).add_(p.grad.float())
+            v = self.state.setdefault(p, torch.empty_like(p))
+            v = self.state.setdefault(id(p), torch.zeros_like(p))
+            v = self.state.setdefault(p.shape, torch.zeros_like(p))
+            if not p.grad.any():
+            p.grad = None
+        self.zero_grad()
+        for p in list(self.params)[1:]:
-    @torch.no_grad()
+        momentum = 0.9
+    def __init__(self, params, lr, momentum=1.9):
+    state = {}
""".strip().splitlines())


@pytest.fixture(scope="module")
def edits():
    """The mutants of the answer."""
    return list(mutants(ANSWER))


@pytest.fixture(scope="module")
def some(judges):
    """A small wide set for momentum; it has parameters of five dimensions, a hundred of them, and tiny gradients."""
    return wide(judges.tasks["momentum"], 60, seed=7)


def hunted(judges, trials, chosen, without=()):
    """What the hunt makes of these mutants where some trials are taken out of the exam."""
    task = judges.tasks["momentum"]
    if without:
        assert set(without) <= {trial.name for trial in task.trials}
        task = replace(task, checks=tuple(replace(check, trials=tuple(
            t for t in check.trials if t.name not in without and not t.last)) for check in task.checks))
    known = Paths(task) if without else judges.known("momentum")
    return hunt(task, [("answer", ANSWER)], trials, Examiner(known), of=lambda code: chosen)


def with_line(edits, *lines):
    found = [mutant for mutant in edits if set(lines) & set(mutant.edit.splitlines())]
    assert found, lines
    return found


@pytest.mark.parametrize("line, shown_by", SHOWN_BY.items(), ids=[names[0] for names in SHOWN_BY.values()])
def test_what_few_trials_show_is_found_where_these_are_taken_out(judges, some, edits, line, shown_by):
    chosen = with_line(edits, line)[:1]
    assert hunted(judges, some, chosen) == Count("momentum", mutants=1, stopped=1)
    (found,) = hunted(judges, some, chosen, without=shown_by).accepted
    assert found.mutant == chosen[0]
    task, small = judges.tasks["momentum"], found.trial
    assert small.steps <= 3 and (len(small.parameters) == 1 or "more than a hundred parameters" in shown_by)
    path, right = Walker(found.mutant.code, "Momentum").walk(small), right_path(task, small)
    assert right is not None and differs(path, right, small, task.reference.tolerances)


def test_what_makes_no_difference_is_equivalent(judges, some, edits):
    chosen = with_line(edits, *HARMLESS)
    assert hunted(judges, some, chosen) == Count("momentum", mutants=len(chosen), equivalent=len(chosen))


# Conditions that no parameter of an optimizer can meet at once, or that others of the trials bring together.
NOT_THERE = {
    "p.dim() == 2 and p.dim() == 0", "p.dim() == 0 and p.numel() > 50", "p.dim() == 0 and (not p.is_contiguous())",
    "p is not self.params[0] and len(self.params) == 1",
    "p.dim() == 2 and p.numel() > 50", "p.numel() > 50 and len(self.params) == 1"}


def test_where_everything_comes_together_two_conditions_at_once_are_enough_to_be_found(judges, edits):
    task = judges.tasks["momentum"].under(Secret(b"another"))
    (last,) = [trial for trial in task.trials if trial.last]
    right, guard = walk(task.reference.optimizer, last), "+            if "
    missed = [mutant.edit.splitlines()[0].removeprefix(guard)[:-1] for mutant in edits
              if " and " in mutant.edit and mutant.edit.startswith(guard) and not differs(
                  Walker(mutant.code, "Momentum").walk(last), right, last, task.reference.tolerances)]
    assert set(missed) == NOT_THERE


@pytest.mark.parametrize("old, new, asked", [
    ("p -= self.lr", "p -= 0 if p.dtype == torch.float32 and p.dim() == 3 else self.lr", True),
    ("if p.grad is None:", "if p.grad is None and not p.dim():", False), ("p.grad)", "p.grad, alpha=1.5)", False)])
def test_it_is_asked_only_of_those_who_are_right_elsewhere(judges, old, new, asked):
    assert ANSWER.count(old) == 1
    failed = judges.code("momentum", ANSWER.replace(old, new)).failed
    assert failed and ("several_parameters" in failed) == asked


def test_each_kind_of_edit_is_made_and_each_mutant_once(edits):
    lines = {line for mutant in edits for line in mutant.edit.splitlines()}
    assert [line for line in EDITS if line not in lines] == []
    assert len({mutant.code for mutant in edits}) == len(edits) > 150


def test_an_examiner_accepts_what_judges_give_full_marks(judges, edits):
    chosen = edits[::60] + with_line(edits, HARMLESS[0])
    examiner = Examiner(judges.known("momentum"))
    accepted = [examiner.accepts(Walker(mutant.code, "Momentum")) for mutant in chosen]
    assert accepted == [judges.code("momentum", mutant.code).failed == [] for mutant in chosen]
    assert {True, False} == set(accepted)


def test_an_endless_loop_is_stopped_and_wrong(judges, monkeypatch):
    monkeypatch.setattr("tests.grader.judging.hunt.SECONDS", 0.1)
    endless = ANSWER.replace("for p in self.params:", "while True:\n            p = self.params[0]")
    assert not Examiner(judges.known("momentum")).accepts(Walker(endless, "Momentum"))


def test_the_wide_set_has_all_that_a_trial_can_have_and_stays_inside_the_box(some):
    trials = [trial for trial, _ in some]
    for name in ("changes", "generator", "positional", "reuse_gradients", "zero_grad", "renewed", "late",
                 "problem"):
        assert {bool(getattr(trial, name)) for trial in trials} == {True, False}, name
    assert {g if g is None or isinstance(g, str) else "" for t in trials for step in t.gradients for g in step} == {
        None, "keep", ""}
    assert len({trial.owners.count(1) > 0 for trial in trials}) == 2
    for face in box.BOX:
        far = [far for trial in trials for name, far in box.reach(trial) if name == face.name]
        assert min(far) >= face.bound * (1 - 1e-9) if face.least else max(far) <= face.bound, face.name
    assert np.all([np.isfinite(p).all() for _, right in some for step in right.positions for p in step])
