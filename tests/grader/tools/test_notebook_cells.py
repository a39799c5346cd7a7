"""What a notebook gives back at once: a picture of each attempt, a discovery, and where one stands."""

import io
import json
import os
import re
from contextlib import redirect_stdout

import matplotlib
import matplotlib.pyplot as plt
import nbformat
import pytest

from grader.language import registry
from grader.language.task import Task
from grader.tools import notebook_template

from ..classroom import ROOT

pytestmark = pytest.mark.long
matplotlib.use("Agg")
TASKS = {name: task for name, task in registry.find().items() if isinstance(task, Task)}
by_task = pytest.mark.parametrize("name", TASKS)
CHECKS = ("visible-by-hand", "visible-several", "visible-schedule", "visible-duties")


class Notebook:
    """A notebook as students get it, whose cells are run by name in one namespace."""

    def __init__(self, name):
        (path,) = (ROOT / "assignments").glob(f"*/{name}.ipynb")
        solved = notebook_template.read(notebook_template.path_of(TASKS[name]))
        self.cells = {c.id: c for c in nbformat.read(path, as_version=4).cells}
        self.solution = next(c["source"] for c in solved["cells"] if c["id"] == "solution")
        self.checks = [i for i in self.cells if i.startswith("visible-") and i != "visible-helper"]
        self.space, self.said, self.pictures = {}, "", []
        self.run("setup", "base", "visible-helper")

    def attempt(self, code):
        """Run a solution cell."""
        exec(code, self.space)

    def run(self, *cells):
        """Run these cells, each to its end or its error; return what was raised, by cell."""
        raised, out = {}, io.StringIO()
        for cell in cells:
            try:
                with redirect_stdout(out):
                    exec(compile(self.cells[cell].source, f"<{cell}>", "exec"), self.space)
            except Exception as error:
                raised[cell] = error
        self.said = out.getvalue()
        return raised

    def title(self):
        """What the only picture so far says."""
        (picture,) = self.pictures
        return picture


@pytest.fixture
def opened(monkeypatch):
    """Opens notebooks whose figures are counted, and not shown."""
    def open_one(name):
        notebook = Notebook(name)
        monkeypatch.setattr(plt, "show", lambda: notebook.pictures.append(plt.gca().get_title()))
        return notebook
    yield open_one
    plt.close("all")


PLAIN = """
class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr, self.momentum, self.state = lr, momentum, {}

    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is not None:
                p -= self.lr * p.grad
"""


# The picture


def test_a_wrong_attempt_is_drawn_once_and_says_its_sentence_all_the_same(opened):
    notebook = opened("momentum")
    notebook.attempt(PLAIN)
    raised = notebook.run(*CHECKS)
    assert set(raised) == set(CHECKS) and "plain gradient descent" in str(raised["visible-by-hand"])
    assert notebook.title() == "In the valley you leave the right path in step 2"
    notebook.run("visible-by-hand")  # its output is made anew, so its picture has to be there again
    assert len(notebook.pictures) == 2
    notebook.attempt(PLAIN)
    notebook.run("visible-several")
    assert len(notebook.pictures) == 3


def test_where_the_valley_does_not_show_what_is_wrong_the_picture_says_so(opened):
    notebook = opened("momentum")
    notebook.attempt(PLAIN.replace("for p in", "v = self.state.get(0, 0)\n        for p in").replace(
        "p -= self.lr * p.grad", "v = self.state[0] = self.momentum * v + p.grad; p -= self.lr * v"))
    assert set(notebook.run(*CHECKS)) == {"visible-several", "visible-duties"}
    assert notebook.title() == "In the valley your path is the right one:\nwhat is wrong shows elsewhere"


@pytest.mark.parametrize("step", ["raise NotImplementedError", "p.nothing", "p -= self.lr * p.grad.nothing"])
def test_an_attempt_that_crashes_is_not_drawn(opened, step):
    notebook = opened("momentum")
    notebook.attempt(PLAIN.replace("p -= self.lr * p.grad", step))
    assert set(notebook.run(*CHECKS)) == set(CHECKS) and notebook.pictures == []


def fails(*_, **__):
    raise RuntimeError("no display")


@pytest.mark.parametrize("broken", [lambda space: space.pop("plt"), lambda space: space.update(plt=None),
                                    lambda space: space.update(RIGHT_PATH="{"), "subplots", "show"])
def test_whatever_goes_wrong_with_drawing_the_sentence_stands_and_no_half_figure_is_left(opened, broken, monkeypatch):
    notebook = opened("momentum")
    monkeypatch.setattr(plt, broken, fails) if isinstance(broken, str) else broken(notebook.space)
    notebook.attempt(PLAIN)
    (error,) = notebook.run("visible-by-hand").values()
    assert str(error).startswith("Step 2: w moved 0.8 times as far as it should.")
    assert "no display" not in str(error) and notebook.pictures == [] and plt.get_fignums() == []


def test_an_attempt_that_flies_away_or_prints_is_drawn_as_far_as_it_is_there(opened):
    notebook = opened("momentum")
    notebook.attempt(PLAIN.replace("p -= self.lr * p.grad", "p += 1e9 * p.grad; print('here')"))
    notebook.run("visible-by-hand")
    assert notebook.title().endswith("in step 1") and notebook.said.count("here") == 1, "what the check's step printed"


@by_task
def test_what_is_right_is_drawn_with_a_word_of_joy(opened, name):
    notebook = opened(name)
    notebook.attempt(notebook.solution)
    assert notebook.run(*notebook.checks) == {}
    assert notebook.title() == "In the valley your path is the right one"
    assert "All checks pass." in notebook.said
    assert 100 < len(notebook.space["RIGHT_PATH"]) <= 1000


def test_joy_waits_for_all_checks(opened):
    notebook = opened("momentum")
    notebook.attempt(notebook.solution)
    assert notebook.run("visible-duties") == {}
    assert "All checks pass." not in notebook.said and notebook.pictures == [] and notebook.space["DONE"] == []


def test_what_a_notebook_calls_like_an_attribute_of_the_class_is_its_own(opened):
    """A scratch cell's list of results, which cannot be copied, and one of tensors, which has to stay the same one."""
    notebook = opened("momentum")
    notebook.attempt("w = torch.ones(1, requires_grad=True)\nparams = [w * 2]\nstate = [w]")
    mine, w = notebook.space["state"], notebook.space["w"]
    notebook.attempt(notebook.solution)
    assert notebook.run(*notebook.checks) == {}
    assert notebook.space["state"] is mine and mine[0] is w


def test_joy_waits_for_the_check_that_has_failed(opened):
    notebook = opened("momentum")
    notebook.attempt(PLAIN)
    notebook.run("visible-by-hand")
    notebook.attempt(notebook.solution)
    notebook.run("visible-duties")
    assert "All checks pass" not in notebook.said
    notebook.run(*notebook.checks)
    assert "All checks pass" in notebook.said


@by_task
def test_the_code_that_draws_is_folded(name):
    notebook = Notebook(name)
    for cell in ("visible-helper", "onward"):
        metadata, source = notebook.cells[cell].metadata, notebook.cells[cell].source
        assert metadata["jupyter"] == {"source_hidden": True}
        assert metadata["cellView"] == "form" and source.startswith("# @title")


# The discovery: what its text claims, on the solution's class


@pytest.fixture
def found(opened):
    """What a notebook's discovery defines and prints, once its solution is there; a guess is never needed."""
    def discover(name):
        notebook = opened(name)
        notebook.attempt(notebook.solution)
        assert notebook.run("discovery") == {}
        return notebook.space, notebook.cells["discovery-answer"].source.replace("\n", " ")
    return discover


@by_task
def test_a_discovery_asks_first_is_the_students_own_and_answers_in_a_fold(name):
    cells = Notebook(name).cells
    assert re.match(r"prediction = None(, None)*  # ", cells["discovery"].source)
    assert "**Guess first**" in cells["discovery-text"].source.replace("\n", " ") or name == "sgd"
    assert cells["discovery-answer"].source.startswith("<details><summary>Compare")
    assert not any("nbgrader" in cells[cell].metadata for cell in ("discovery-text", "discovery", "discovery-answer"))


def test_descent_has_its_edge_at_two_over_the_curvature(found):
    space, said = found("sgd")
    last = {lr: space["losses"](lr, 400)[-1] for lr in (0.07, 2 / 26, 0.0799, 0.08, 0.0801)}
    assert last[2 / 26] < min(last[0.07], last[0.0799]) and last[0.0799] < 0.5 < last[0.08] < 3.2 < last[0.0801]
    assert r"\eta = 2/25 = 0.08" in said and "2/26" in said


def test_the_ball_rests_soonest_with_a_mu_that_the_bowl_sets(found):
    space, said = found("momentum")
    for curvature, best, steps in ((1.0, 0.5, {0.5: 15, 0.9: 81, 0.0: 44}), (0.1, 0.85, {0.9: 85, 0.0: 459})):
        rest = {mu: space["steps_to_rest"](mu, curvature) for mu in space["mus"]}
        assert min(rest, key=rest.get) == best and re.search(rf"\b{best}\b", said)
        assert abs(best - (1 - (0.1 * curvature) ** 0.5) ** 2) < 0.05
        assert {mu: rest[mu] for mu in steps} == steps and all(f"{n}" in said for n in steps.values())


def test_nesterov_is_warned_in_front_of_the_wall(found):
    space, said = found("nesterov")
    for mu, ball in ((0.9, "0.95"), (0.97, "0.93")):
        *before, (at, gaze) = space["way_to_the_wall"](mu)
        assert gaze > 1 > at and all(g <= 1 for _, g in before)
        assert f"{at:.2f}" == ball and ball in said


def test_the_rare_word_gets_longer_steps_by_a_root(found):
    space, said = found("adagrad")
    for every, ratio in ((10, 10**0.5), (100, 10)):
        (common, rare), (far, less_far) = space["last_steps"](every)
        assert rare / common == pytest.approx(ratio) and common == pytest.approx(0.1 / 1000**0.5)
        assert less_far / far == pytest.approx(1 / ratio, rel=0.25)
    assert "3.2" in said and "it is 10" in said


def test_eps_says_which_gradients_count(found):
    space, said = found("rmsprop")
    tiny, ten_times, at_eps, large = space["lengths"]([1e-12, 1e-11, 1e-8, 1.0], 1e-8)
    assert (tiny, at_eps, large) == pytest.approx((1e-4, 0.5, 1), rel=1e-3) and "ten-thousandth" in said
    assert ten_times / tiny == pytest.approx(10, rel=0.01)  # as plain descent
    assert space["lengths"]([1e-12], 1e-15)[0] == pytest.approx(1, rel=0.01)


def test_adams_steps_do_not_ask_in_which_units_the_loss_is(found):
    space, said = found("adam")
    for steps in space["steps"]([1e-3, 1.0, 1e6], 1.0):
        assert steps == pytest.approx([1] * 5, rel=1e-4)
    for _, second, *_ in space["steps"]([1e-3, 1.0, 1e6], -1.0):
        assert second == pytest.approx(-1 / 19, rel=1e-3) and "nineteenth" in said


def test_with_l2_in_adam_the_size_of_the_penalty_cancels(found):
    space, said = found("adam_l2")
    slow, fast, faint = map(space["shrinking"], (0.001, 0.1, 1e-9))
    assert slow == pytest.approx(fast, abs=1e-4) and min(faint) > 0.5
    assert next(k for k, w in enumerate(fast) if w <= 0.5) == 55 and "55 steps" in said


def test_a_decay_of_its_own_skips_none_and_asks_for_no_gradient(found):
    space, said = found("adamw")
    assert space["what_is_left"](10.0) == pytest.approx([1, 0.67, 0.67], abs=0.01) and "1, 0.67 and 0.67" in said
    assert space["what_is_left"](10000.0)[2] == pytest.approx(0.67, abs=0.01)
    l2 = found("adam_l2")[0]
    assert l2["shrinking"](0.1, 300)[-1] < 0.001 and "gone after 300 steps" in said
    l2["torch"].manual_seed(0)
    w = l2["torch"].ones(2000, dtype=l2["torch"].float64, requires_grad=True)
    optimizer = l2["AdamL2"]([w], lr=0.01, weight_decay=0.1)
    for _ in range(400):
        w.grad = 10 * l2["torch"].randn_like(w)
        optimizer.step()
    assert f"{w.mean().item():.2f}" == "0.96" and "0.96 would be left" in said


def test_lions_velocity_sees_through_noise(found):
    space, said = found("lion")
    lion, sign = (space["downhill"](betas, 10.0) for betas in ((0.9, 0.99), (0.0, 0.99)))
    assert f"{100 * lion:.0f} %" in said and f"{100 * sign:.0f} %" in said
    assert space["downhill"]((0.9, 0.99), 1.0) > 0.999 and space["downhill"]((0.9, 0.99), 100.0) < 0.55


# Where one stands


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A folder of assignments; the notebook of momentum is run in its own."""
    (tmp_path / "momentum").mkdir()
    monkeypatch.chdir(tmp_path / "momentum")
    return tmp_path


def stands(notebook, passes=True):
    notebook.attempt(notebook.solution if passes else PLAIN)
    notebook.run(*CHECKS)
    assert notebook.run("onward") == {}
    return " ".join(notebook.said.replace("\xa0", " ").split())


def test_the_line_is_the_courses_and_says_what_comes_next(opened, course):
    said = stands(opened("momentum"))
    assert said.startswith("· SGD ✓ Momentum · Nesterov · Adagrad · RMSprop · Adam · Adam with L2 · AdamW · Lion ")
    assert f"Next: Nesterov, {TASKS['nesterov'].course.section('nesterov')} " in said
    assert f"Bonus, for no points: {TASKS['momentum'].challenge}" in said


def test_what_is_done_is_kept_above_the_folder_that_is_handed_in(opened, course, monkeypatch):
    stands(opened("momentum"))
    assert json.loads((course / ".step_by_step.json").read_text()) == {"done": ["momentum"]}
    assert list((course / "momentum").iterdir()) == []
    (course / "weight_decay").mkdir()
    monkeypatch.chdir(course / "weight_decay")
    notebook = opened("adamw")
    assert notebook.run("onward") == {}
    assert "✓ Momentum" in notebook.said.replace("\xa0", " ") and "Next: the checks above." in notebook.said


def test_where_all_notebooks_lie_in_one_folder_it_is_kept_there(opened, course, monkeypatch):
    monkeypatch.chdir(course)
    stands(opened("momentum"))
    assert (course / ".step_by_step.json").is_file()


def test_a_wrong_attempt_writes_nothing(opened, course):
    assert "· Momentum" in stands(opened("momentum"), passes=False)
    assert not (course / ".step_by_step.json").exists()


@pytest.mark.parametrize("found", ["", "{", "[]", "null", '{"done": "momentum"}', '{"done": {"a": 1}}', '{"other": 1}',
                                   '{"done": null}', b"\xff\xfe", '{"done": [' + '"x", ' * 5000 + '"x"]}'])
def test_a_file_that_is_somebody_elses_is_left_as_it_is(opened, course, found):
    file = course / ".step_by_step.json"
    file.write_bytes(found if isinstance(found, bytes) else found.encode())
    before = file.read_bytes()
    assert "✓ Momentum" in stands(opened("momentum")) and file.read_bytes() == before


def test_a_folder_that_cannot_be_written_is_fine(opened, course, monkeypatch):
    (course / ".step_by_step.json").mkdir()
    assert "✓ Momentum" in stands(opened("momentum"))
    monkeypatch.setattr(os, "getcwd", fails)
    assert "✓ Momentum" in stands(opened("momentum"))
