"""What a notebook's checks say of a wrong answer, in the notebook alone: its name, or its cause, in three lines.

A few answers of each notebook are tried here; `python -m tests.grader.course.test_hints TASK …` tries all of them,
prints what is neither named nor found, and a table.
"""

import contextlib
import gc
import io
import itertools
import linecache
import math
import re
import sys
import types
from collections import Counter

import pytest
import torch

from grader.course import known
from grader.language import registry
from grader.language.course import anchor
from grader.language.task import Task
from grader.tools import corpus, notebook_template

from .. import measured

pytestmark = pytest.mark.long
TASKS = {name: task for name, task in registry.find().items() if isinstance(task, Task)}
by_task = pytest.mark.parametrize("name", TASKS)
STORED, NAMED = 4, 6  # one in so many is tried,
FEWER = 3  # and of these one in so many where the notebook is what it was
WITHOUT = {  # bytes of each notebook before its checks knew any mistakes
    "adagrad": 24396, "adam": 25751, "adam_l2": 24457, "adamw": 24512, "lion": 24213, "momentum": 21980,
    "nesterov": 22353, "rmsprop": 23593, "sgd": 22249,
}

# A name that the index does not have, and that is true all the same: their labels say so, or both lead the same way.
TRUE_AS_WELL = {
    "adam_l2/wrong/l2_clip_grad_norm": "gradient_tensors_clipped_at",
    "adamw/wrong/adamw_keyed_by_gradient": "state_made_anew",
    "adamw/wrong/adamw_decay_over_the_root": "decay_divided_by_the_root",
    "lion/wrong/lion_clips_the_gradients": "gradient_tensors_clipped_at",
    "sgd/wrong/sgd_clip_norm_five": "gradient_tensors_clipped_at",
    "sgd/wrong/learning_rate_decays_with_the_steps": "lr_falls_by_itself",
    "sgd/wrong/multiplies_the_gradient_by_the_learning_rate_in_place": "gradient_scaled_in_place",
}
# What a check says, and of which answers it is the cause: those whose index says so, or that have no name.
CAUSES = {
    "the gradient of .* was changed|step.. changed a gradient": "gradient", "tensor was remembered": "gradient",
    "numbers are kept": "state|graph", "right to a few digits only": "float|round|eps|dtype",
    "can no longer be trained": "autograd", "only a moves": "first|last|state|none",
    "something is shared": "state|shared|counter|parameters|dtype",
    "A single parameter goes right": "state|shared|counter|parameters|none|dtype",
    "zero_grad.. (leaves|comes)": "zero_grad", "a hyperparameter is 0": "replacement",
    "gradients are very large": "clip|capped|limit", "gradients are very small": "round|below|floor|eps|float|starts",
    "left at their defaults": "default", "gradients are zero": "zero_is_none",
    "leaves the right path (where|with a|with other|with more|after)": "$.", "has another shape": "$.",
    "left switched off": "$.", "is torch.float": "$.", "still to be written": "$.",
}


def unpacked(cell):
    """What a packed cell runs; to unpack it for each answer anew would take longer than the answer."""
    packed = {}
    exec(cell.replace("exec(", "0 and exec("), packed)
    return f"KNOWN = {packed['KNOWN']!r}\n{packed['CHECKS']}"


def helper_of(task):
    """The helper cell of a task's notebook, before it knows anything."""
    notebook = notebook_template.read(notebook_template.path_of(task))
    return next(c["source"] for c in notebook["cells"] if c["id"] == "visible-helper")


def cells_of(task):
    """The visible code cells of a notebook as students get them, compiled where they are not the student's."""
    notebook = notebook_template.read(notebook_template.path_of(task))
    sources = {c["id"]: c["source"] for c in notebook["cells"] if c["cell_type"] == "code" and (
        c["id"].startswith("visible-") or c["id"] in ("setup", "base", "solution"))}
    sources["visible-helper"] = unpacked(known.packed(task, sources["visible-helper"]))
    sources["setup"] = "import math, torch\nimport numpy as np\ndevice = torch.device('cpu')"
    return {cell: cell != "solution" and compile(source, f"<{cell}>", "exec") for cell, source in sources.items()}


class Cells(dict):
    """The cells of each task, made when they are first asked for."""

    def __missing__(self, name):
        return self.setdefault(name, cells_of(TASKS[name]))


@pytest.fixture(scope="module")
def cells():
    """The cells of all notebooks. What is in memory now is left out when a check counts tensors: that takes long."""
    gc.collect()
    gc.freeze()
    yield Cells()
    gc.unfreeze()


def tried(cells, code):
    """What the first check that fails raises, and the hints that there are then; None if all pass."""
    module = types.ModuleType("answer")
    sys.modules[module.__name__] = module
    linecache.cache["<solution>"] = len(code), None, code.splitlines(keepends=True), "<solution>"
    for compiled in cells.values():
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                exec(compiled or compile(code, "<solution>", "exec"), vars(module))
        except Exception as error:
            return error, vars(module).get("LADDER", [])
    return None, []


def names(task, answer, ladder):
    """The mistakes to whose paragraphs the hints lead; of a family the member that the answer is, if it is one."""
    places = {rung.split("#")[-1] for rung in ladder if "#mistake-" in rung}
    families = {f.name for f in task.families if anchor(f"{f.name}_c") in places}
    own = {one for one in answer.names if one.rpartition("_")[0] in families}
    return own or families | {one.name for one in task.misconceptions if anchor(one.paragraph) in places}


def because(said, answer):
    """Whether a check says what is the matter where it names no mistake."""
    if re.match(r"\w+Error\b|\w+ in the line ", said):
        return True
    return any(re.search(words, said) and (not answer.names or any(re.search(of, one) for one in answer.names))
               for words, of in CAUSES.items())


def outcome(task, cells, answer):
    error, ladder = tried(cells, answer.code)
    if error is None:
        return "on a second device" if "not_device_agnostic" in answer.names else "passes"
    said = str(error)
    assert len(said.splitlines()) <= 3 and all(len(line) <= 80 for line in said.splitlines()), said
    called = names(task, answer, ladder)
    if called & {*answer.names, TRUE_AS_WELL.get(answer.id)}:
        return "named"
    return "misnamed" if called else "cause" if because(" ".join(said.split()), answer) else "number"


def enough(count):
    """Whether outcomes are what is promised: nine in ten named or explained, one in fifty unseen, or one of few."""
    failing = count["named"] + count["cause"] + count["number"] + count["misnamed"]
    explained, unseen = count["named"] + count["cause"], count["passes"]
    return explained >= 0.9 * failing and not count["misnamed"] and unseen <= max(1, 0.02 * (failing + unseen))


@by_task
def test_a_wrong_answer_gets_its_own_name_or_cause_and_none_another_ones(cells, name):
    wrong = [answer for answer in corpus.answers([TASKS[name]]) if not answer.right]
    fewer = 1 if measured.stale(measured.Part("notebook", name)) else FEWER
    some = [*[a for a in wrong if not a.made][::fewer * STORED], *[a for a in wrong if a.made][::fewer * NAMED]]
    found = {answer.id: outcome(TASKS[name], cells[name], answer) for answer in some}
    assert [one for one, what in found.items() if what == "misnamed"] == []
    assert enough(Counter(found.values())), {one: what for one, what in found.items() if what not in ("named", "cause")}


@by_task
def test_what_is_right_passes_without_a_hint(cells, name):
    right = [answer for answer in corpus.answers([TASKS[name]]) if answer.right][::STORED]
    assert {a.id: str(error) for a in right if (error := tried(cells[name], a.code)[0])} == {}


def test_a_failing_check_says_what_happened_and_hints_by_and_by(cells, capsys):
    code = """
class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr, self.momentum, self.state = lr, momentum, {}

    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is not None:
                v = self.state.setdefault(p, torch.zeros_like(p))
                v.mul_(self.momentum).add_((1 - self.momentum) * p.grad)
                p.sub_(self.lr * v)
"""
    error, ladder = tried(cells["momentum"], code)
    assert error._render_traceback_() == str(error).splitlines()
    assert "the gradient scaled by (1 − μ)" in str(error) and "half as far" in str(error)
    assert len(ladder) == 3 and "#mistake-dampened" in ladder[1] and "?" in ladder[2]


MOMENTUM = """
class {name}(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr, self.momentum, self.state = lr, momentum, {{}}

    def step(self):
        v = 0
        for p in self.params:
            if p.grad is not None:
                {does}
"""
# What is written, what the first check says that it fails, what it does not say, and what the first hint does.
BEGINNERS = {
    "another name": ({"name": "MyMomentum"}, "There is no class Momentum yet.", "KeyError", None),
    "nothing yet": ({"does": "raise NotImplementedError"}, "still to be written", "path of", "for one parameter first"),
    "no no_grad": ({"does": "p -= self.lr * p.grad"}, "in the line p -= self.lr", "path of", "torch.no_grad()"),
    "truth of a tensor": ({"does": "v = p.grad if p.grad.new_ones(2) else 0"}, "hint() says what that means", "path of",
                          "one yes or no"),
    "one velocity for all": ({"does": "v = self.state[0] = self.momentum * self.state.get(0, 0) + p.grad; "
                                      "p.data -= self.lr * v"}, "b moved", "plain gradient descent", ""),
}


@pytest.mark.parametrize("given, says, never, hint", BEGINNERS.values(), ids=BEGINNERS)
def test_what_a_beginner_hands_to_the_checks_is_answered(cells, given, says, never, hint):
    error, ladder = tried(cells["momentum"], MOMENTUM.format(**{"name": "Momentum", "does": "pass", **given}))
    assert says in str(error) and never not in str(error)
    assert len(error._render_traceback_()) <= 3
    assert ladder == [] if hint is None else hint in ladder[0]


def test_an_argument_that_is_called_something_else_is_said_by_its_name(cells):
    code = MOMENTUM.format(name="Momentum", does="pass").replace("momentum=0.9", "mu=0.9")
    error, ladder = tried(cells["momentum"], code.replace("lr, momentum", "lr, mu"))
    assert "has an argument called momentum" in " ".join(str(error).split()) and "called momentum" in ladder[0]


def test_two_mistakes_of_the_rule_at_once_are_both_said(cells):
    does = ("v = self.state[p] = self.momentum * self.state.get(p, 0) + (1 - self.momentum) * p.grad; "
            "p.data += self.lr * v")
    _, ladder = tried(cells["momentum"], MOMENTUM.format(name="Momentum", does=does))
    assert {"mistake-dampened", "mistake-uphill"} <= {rung.split("#")[-1] for rung in ladder}


def test_hint_says_what_to_do_before_anything_has_failed_and_after_the_last_one(cells, capsys):
    module = types.ModuleType("answer")
    exec(cells["sgd"]["setup"], vars(module))
    exec(cells["sgd"]["visible-helper"], vars(module))
    module.hint()
    assert "No check has failed. Run the cells below" in capsys.readouterr().out
    module.check.failed = "The three steps above"
    module.hint()
    assert "That was all about “The three steps above”." in capsys.readouterr().out


@by_task
def test_a_notebook_has_grown_by_no_more_than_40_kb_since_its_checks_knew_no_mistakes(name):
    released = TASKS[name].course.folder / "assignments" / notebook_template.path_of(TASKS[name]).relative_to(
        TASKS[name].course.folder / "solutions")
    assert released.stat().st_size - WITHOUT.get(name, 22_000) <= 40_000


def test_what_is_told_in_pairs_and_as_usual_are_mistakes_and_families_that_there_are():
    assert known.PAIRED <= {mistake.name for task in TASKS.values() for mistake in task.misconceptions}
    assert known.USUAL.keys() <= {family.name for task in TASKS.values() for family in task.families}


def test_the_packed_cell_runs_and_can_be_read():
    helper = helper_of(TASKS["sgd"])
    cell = known.packed(TASKS["sgd"], helper, hints=False)
    names = {"torch": torch, "device": torch.device("cpu")}
    exec(cell, names)
    assert callable(names["check"]) and "def short_walk(" in names["CHECKS"] and names["BOOK"]["right"]
    assert cell.splitlines()[0] == helper.splitlines()[0] and "{{" not in cell


@by_task
def test_another_processors_last_digits_make_no_other_notebook(name, monkeypatch):
    def nudged(helper):
        cell = ran(helper)
        walked, up = cell["short_walk"], itertools.cycle((True, False, False))

        def walk(*args, **kwargs):
            touched, end = walked(*args, **kwargs)
            return touched, math.nextafter(end, math.inf if next(up) else -math.inf) if type(end) is float else end

        cell["short_walk"] = walk
        return cell

    ran, task = known.ran, TASKS[name]
    helper, hints = helper_of(task), name == "sgd"  # where all mistakes lead takes a quarter of a minute and more
    book = known.book(task, helper, hints)
    monkeypatch.setattr(known, "ran", nudged)
    assert known.book(task, helper, hints) == book


def test_a_name_is_for_the_check_that_shows_it(cells):
    """Where a velocity passes on to the next parameter, a single one is plain descent, and two are not."""
    code = MOMENTUM.format(name="Momentum", does="v = self.momentum * v + p.grad; p.data -= self.lr * v")
    several = {name: cell for name, cell in cells["momentum"].items() if name != "visible-by-hand"}
    (error, _), (alone, _) = tried(several, code), tried(cells["momentum"], code)
    assert "b moved" in str(error) and "plain gradient descent" not in str(error)
    assert "plain gradient descent" in str(alone)


def test_without_hints_there_are_right_walks_and_no_mistakes():
    task = TASKS["sgd"]
    helper = helper_of(task)
    book = known.book(task, helper, hints=False)
    assert set(book) == {"walks", "about", "right", "close"}
    assert len(known.packed(task, helper, hints=False)) < 15_000  # the cell's own code, for the most part


def main(arguments):
    gc.collect()
    gc.freeze()
    cells, good, rows = Cells(), True, []
    for name in arguments or TASKS:
        count = Counter()
        for answer in corpus.answers([TASKS[name]]):
            if answer.right:
                what = "right fails" if tried(cells[name], answer.code)[0] else "right"
            else:
                what = outcome(TASKS[name], cells[name], answer)
            count[what] += 1
            if what in ("right fails", "misnamed", "passes", "number"):
                print(f"{what:12} {answer.id}", flush=True)
        rows.append(f"{name:10} " + ", ".join(f"{number} {what}" for what, number in sorted(count.items())))
        good = good and enough(count) and not count["right fails"]
    print("\n".join(rows))
    return int(not good)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
