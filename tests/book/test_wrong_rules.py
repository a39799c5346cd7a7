"""The grader's rules as they walk in the page: as its mistakes do; a winning trial catches all of them there as well;
and each that is written in the box "Write it here" has its own name there."""

import gzip
import json
import math
from functools import cache

import numpy as np
import pytest
from figures import engine

from grader.language.driver import optimizer
from grader.tools import game
from tests.book import boxed, exercises
from tests.book.test_write import TASKS, browser, needs_chromium, packed, show, site  # noqa: F401  (fixtures)

from course import practice as scripts, write  # isort: skip  (test_extension knows the way)

pytestmark = pytest.mark.long  # together
by_task = pytest.mark.parametrize("name", TASKS)
RANDOM = 6  # trials of a task
WRITTEN = 8  # one mistake in so many is written as a class and judged in the box


@pytest.fixture(scope="module")
def exercise():
    return exercises.exercise


@pytest.fixture(scope="module")
def page():
    """What is there in the page, in this Python."""
    names = {}
    for file in ("prelude", "rules"):
        exec((write.WEB / "write" / f"{file}.py").read_text("utf8"), names)
    return names


@pytest.fixture(scope="module")
def walk(page, exercise):
    """The paths of a task's rules in the page through a trial, all by their names; the right one's is empty."""
    @cache
    def known(name):
        page["define"](name, exercise(name)["catch"]["rules"])
        return json.dumps(list(page["RULES"][name]))

    def walk(name, trial):
        found = json.loads(page["follow"](name, for_python(trial), known(name)))
        size = len(trial["start"])
        return {one: path and np.reshape(page["unpacked"](path), (-1, size)) for one, path in found.items()}

    return walk


def for_python(trial):
    return json.dumps({**trial, "start": packed(trial["start"]), "gradients": list(map(packed, trial["gradients"]))})


def trials(task, exercise):
    """Those that the box is judged by, and random ones with zeros, with an η that changes, with a large ε."""
    boxes = [{**one, "given": {**defaults(task), **one["given"]}} for one in exercise["trials"]]
    return [*boxes, *(game.trial(task, (7, 3), number) for number in range(RANDOM)),
            *(game.trial(task, (4, 1), number) for number in range(RANDOM))]


def defaults(task):
    return {name: value for name, value in task.hyperparameters.items() if name != "lr"}


@by_task
def test_each_walks_as_the_graders_mistake_does(exercise, walk, name):
    task, known = TASKS[name], {mistake.name: mistake for mistake in TASKS[name].misconceptions}
    for trial in trials(task, exercise(name)):
        for wrong, path in walk(name, trial).items():
            there = game.path(optimizer(task, (known[wrong],) if wrong else ()), trial)
            assert (path is None) == (there is None), (wrong, trial)
            if there is not None:
                reach = np.abs(there[np.isfinite(there)]).max()
                close = np.isclose(path, there, rtol=1e-12, atol=1e-12 * reach, equal_nan=True)
                assert close.all(), (wrong, trial, path - there)


CAUGHT = "CASES.map(({ right, wrong }) => Engine.caught(read(right), wrong && read(wrong), 1e-9) || null)"
READ = "const read = (path) => path.map((position) => position.map((x) => Number(x)));"  # JSON has no NaN


def test_page_and_grader_agree_on_what_is_caught():
    right = [[0.0, 1.0], [2.0, 1.0], [2.0, math.inf]]
    still = [[3.0], [3.0]]
    cases = [
        (right, None), (right, right), (right, [right[0], [2.0, 1.0 + 1e-9], right[2]]),
        (right, [right[0], [2.0, 1.0 + 4e-9], right[2]]), (right, [right[0], right[1], [math.nan, math.inf]]),
        (right, [right[0], right[1], [2.0, -math.inf]]), (right, [right[0], [2.5, 0.5], [2.0, math.nan]]),
        (still, [[3.0], [3.0 + 2e-9]]), (still, [[3.0], [3.0 + 4e-9]]),
    ]
    wanted = [game.caught(np.array(one), other if other is None else np.array(other), 1e-9) for one, other in cases]
    given = [dict(right=text(one), wrong=other and text(other)) for one, other in cases]
    found = engine.compute(f"(() => {{ {READ} return {CAUGHT}.map((one) => one && [one.step, one.coordinate, "
                           "String(one.by)]); })()", ("controls", "answer"), CASES=given)  # fmt: skip
    assert [one is None for one in wanted] == [False, True, True, False, False, False, False, True, False]
    assert [one and (*one[:2], float(one[2].replace("Infinity", "inf"))) for one in found] == [
        one and (*one[:2], pytest.approx(one[2])) for one in wanted]


def text(path):
    return [[{"inf": "Infinity", "-inf": "-Infinity", "nan": "NaN"}.get(str(x), x) for x in position]
            for position in path]


@by_task
def test_a_winning_trial_catches_all_and_is_short(exercise, walk, name):
    task, played = TASKS[name], exercise(name)["catch"]
    common = [one for one in task.common if one in {wrong["name"] for wrong in played["wrong"]}]
    assert played["common"] == common
    for best, wanted in [(played["best"], [one["name"] for one in played["wrong"]]), (played["best_common"], common)]:
        paths = walk(name, best)
        tolerance = task.reference.tolerances.float64
        assert [one for one in wanted if not game.caught(paths[""], paths[one], tolerance)] == []
        assert set(best["given"]) == set(task.hyperparameters)
        assert 1 <= len(best["start"]) <= 3 and 1 <= len(best["gradients"]) <= 6
        assert all(len(gradient) == len(best["start"]) for gradient in best["gradients"])


@by_task
def test_nearly_all_of_the_boxs_mistakes_can_be_caught_together(exercise, name):
    there = {one["name"] for entry in exercise(name)["mistakes"] for one in (entry, *entry["also"])}
    wrong = {one["name"] for one in exercise(name)["catch"]["wrong"]}
    assert wrong <= there and len(wrong) >= 0.9 * len(there), there - wrong
    assert all("_default_" in left_out for left_out in there - wrong)


@by_task
def test_it_travels_lightly(exercise, name):
    assert len(gzip.compress(scripts.game(exercise(name)).encode())) <= 40_000


# In the page

@pytest.fixture(scope="module")
def games(site, exercise):  # noqa: F811
    """All of it beside the page."""
    (site / "_static" / "catch").mkdir()
    for name in TASKS:
        (site / "_static" / "catch" / f"{name}.js").write_text(scripts.game(exercise(name)), "utf8")
        (site / "_static" / "practice" / f"{name}.js").write_text(scripts.script(exercise(name)), "utf8")


# What is silent too long for a page may only be slow on a busy machine.
PATIENT = """
const patient = async (ask, times = 5) => {
  try {
    const found = await ask();
    if (times < 2 || !(found && found.silent)) return found;
  } catch (error) {
    if (times < 2 || !/silent/.test(error)) throw error;
  }
  return patient(ask, times - 1);
};
"""

PLAY = PATIENT + """
const [name, done] = arguments;
(async () => {
  await Engine.load(`_static/catch/${name}.js`);
  const game = CATCH[name], names = game.wrong.map((one) => one.name), escaped = {};
  window.python = window.python || Engine.python("_static/write/python.js");
  await python.rules(name, game.rules);
  const begin = performance.now();
  for (const key of ["best", "best_common"]) {
    const wanted = key === "best" ? names : game.common;
    const paths = await patient(() => python.walk(name, game[key], ["", ...wanted]));
    escaped[key] = wanted.filter((one) => !Engine.caught(paths[""], paths[one], game.tolerance));
  }
  const middle = performance.now();
  const given = { start: [1, -2], gradients: [[1, 2], [0, -1], [0.3, 0.5], [-2, 1], [1, 1]], given: game.best.given };
  await python.walk(name, given, ["", ...names]);
  done({ escaped, count: names.length, ms: performance.now() - middle });
})().catch((error) => done({ error: String(error) }));
"""


@pytest.mark.browser
@needs_chromium
@pytest.mark.parametrize("name", TASKS)
def test_a_winning_trial_catches_all_in_the_page(browser, show, games, name):  # noqa: F811
    show()
    said = browser.execute_async_script(PLAY, name)
    assert said.get("escaped") == {"best": [], "best_common": []}, said
    print(f"{name}: {said['count']} rules, five steps, two coordinates: {said['ms']:.0f} ms")


JUDGE = PATIENT + """
const [name, sources, done] = arguments;
(async () => {
  await Engine.load(`_static/practice/${name}.js`);
  const task = PRACTICE[name], text = Engine.forPython(task), said = [];
  window.python = window.python || Engine.python("_static/write/python.js");
  for (const source of sources) {
    const { paths, error, silent } = await patient(() => python.run(source, text));
    const read = (paths || []).map((path, i) => path && Engine.positions(path, task.trials[i].start.length));
    const { right, mistake } = silent ? {} : Engine.judge(task, read);
    const names = mistake ? [mistake, ...mistake.also].map((one) => one.name) : [];
    said.push({ right, names, error: error && error.message });
  }
  done(said);
})().catch((error) => done({ error: String(error) }));
"""


NAMED = PATIENT + """
const [name, done] = arguments;
(async () => {
  for (const kind of ["practice", "catch"]) await Engine.load(`_static/${kind}/${name}.js`);
  const task = PRACTICE[name], { rules, wrong } = CATCH[name], names = wrong.map((one) => one.name);
  const paths = [], said = {};
  window.python = window.python || Engine.python("_static/write/python.js");
  await python.rules(name, rules);
  for (const trial of task.trials) paths.push(await patient(() => python.walk(name, trial, names)));
  for (const one of names) {
    const { mistake } = Engine.judge(task, paths.map((found) => found[one] && found[one].slice(1)));
    said[one] = mistake ? [mistake, ...mistake.also].map(({ name }) => name) : [];
  }
  done(said);
})().catch((error) => done({ error: String(error) }));
"""


@pytest.mark.browser
@needs_chromium
@by_task
def test_each_mistake_that_walks_in_the_page_has_its_own_name(browser, show, games, name):  # noqa: F811
    show()
    said = browser.execute_async_script(NAMED, name)
    assert {wrong: names for wrong, names in said.items() if wrong not in names} == {}


@pytest.mark.browser
@needs_chromium
@by_task
def test_a_mistake_that_is_written_in_the_box_has_its_own_name(browser, show, games, exercise, name):  # noqa: F811
    """Those with another default, which only a class by itself has, and some of the others: each takes its time."""
    show()
    walking = [one["name"] for one in exercise(name)["catch"]["wrong"]]
    there = {one["name"] for entry in exercise(name)["mistakes"] for one in (entry, *entry["also"])}
    asked = there - set(walking) | set(walking[::WRITTEN])
    written = {one.name: boxed.answer(TASKS[name], one) for one in TASKS[name].misconceptions if one.name in asked}
    said = browser.execute_async_script(JUDGE, name, list(written.values()))
    assert isinstance(said, list), said
    assert {wrong: answer for wrong, answer in zip(written, said, strict=True) if wrong not in answer["names"]} == {}
