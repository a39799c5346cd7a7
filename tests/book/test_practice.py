"""Practice data on the site: a small script for each task, and a place in the page that loads it."""

import json
import subprocess

import pytest

from grader.tasks import momentum, sgd
from grader.tools import practice as made

from .test_extension import CONF, build  # noqa: F401  (a fixture)

from course import practice  # isort: skip  (test_extension knows the way)
from figures import engine  # isort: skip

TASK = {"task": "adam", "title": "Adam", "class": "Adam", "symbols": {"lr": "η"}, "tolerance": 1e-9,
        "hyperparameters": [["lr", None], ["betas", [0.9, 0.999]], ["eps", 1e-8]], "trials": [], "right": [],
        "mistakes": [{"name": "a", "paths": [None, [[float("nan"), float("-inf")]]]}],
        "catch": {"rules": "RULE = 1\n", "wrong": [], "common": []}}
PAGE = "# A page\n\n```{write} adam\n```\n"


def run(script, expression):
    """What Node makes of an expression after a script."""
    program = f"var self = globalThis;\n{script}\nprocess.stdout.write(JSON.stringify({expression}));"
    done = subprocess.run([engine.NODE, "-"], input=program, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def test_scripts_are_loaded_one_after_the_other_and_hold_what_the_grader_says():
    exercises = made.exercises([sgd.task, momentum.task])
    found = run("".join(map(practice.script, exercises)), "PRACTICE")
    assert list(found) == ["sgd", "momentum"]
    games = run("".join(map(practice.game, exercises)), "CATCH")
    for one in exercises:
        name, played = one.pop("task"), json.loads(json.dumps(one.pop("catch")))
        assert found[name] == json.loads(json.dumps(one))
        shared = {key: found[name][key] for key in ("class", "title", "hyperparameters", "symbols", "tolerance")}
        assert games[name] == {"task": name, **shared, **played}


def test_what_is_no_number_arrives_as_such():
    assert run(practice.script(TASK), "[PRACTICE.adam.mistakes[0].paths[0], String(PRACTICE.adam.mistakes[0].paths[1])]"
               ) == [None, "NaN,-Infinity"]


def test_the_skeleton_is_python_that_moves_nothing():
    there = {}
    exec(practice.skeleton(TASK), there)
    adam = there["Adam"](0.1)
    assert (adam.lr, adam.betas, adam.eps, adam.step(3.0, 1.0)) == (0.1, (0.9, 0.999), 1e-8, 3.0)
    assert "def __init__(self, lr, betas=(0.9, 0.999), eps=1e-8):" in practice.skeleton(TASK)


def practised(tmp_path):
    (tmp_path / "_build").mkdir()
    (tmp_path / "_build" / "practice.json").write_text(json.dumps([TASK]))
    return tmp_path / "out" / "html"


def test_a_page_has_a_place_to_write_and_the_site_its_script(build, tmp_path):  # noqa: F811
    out = practised(tmp_path)
    app, warnings = build(PAGE)
    page = (out / "index.html").read_text()
    assert app.statuscode == 0, warnings
    assert ('<div class="write" id="write-adam" data-task="adam" data-class="Adam" '
            'data-practice="_static/practice/adam.js">') in page
    assert "class Adam:" in page and "adam.js\"></script>" not in page, "nothing is loaded by itself"
    assert run((out / "_static" / "practice" / "adam.js").read_text(), "PRACTICE.adam.class") == "Adam"
    assert "RULE" not in (out / "_static" / "practice" / "adam.js").read_text()
    assert run((out / "_static" / "catch" / "adam.js").read_text(), "CATCH.adam.rules") == "RULE = 1\n"


def test_a_page_may_say_what_the_editor_begins_with(build, tmp_path):  # noqa: F811
    practised(tmp_path)
    build("# A page\n\n```{write} adam\nclass Adam:\n    pass  # a < b\n```\n")
    assert "<pre>class Adam:\n    pass  # a &lt; b\n</pre>" in (tmp_path / "out" / "html" / "index.html").read_text()


def test_a_course_that_wants_no_practice_has_none(build, tmp_path, monkeypatch):  # noqa: F811
    out = practised(tmp_path)
    build(PAGE)
    assert (out / "_static" / "practice" / "adam.js").is_file()
    monkeypatch.setattr("tests.book.test_extension.CONF", CONF + "practice = False\n")
    app, warnings = build(PAGE)
    assert app.statuscode == 0, warnings
    assert 'class="write"' not in (out / "index.html").read_text()
    assert not list(out.glob("_static/practice/*")) and not list(out.glob("_static/catch/*"))


@pytest.mark.parametrize("content", [None, []])
def test_practice_that_is_not_there_fails_the_build(build, tmp_path, content):  # noqa: F811
    if content is not None:
        (tmp_path / "_build").mkdir()
        (tmp_path / "_build" / "practice.json").write_text(json.dumps(content))
    app, warnings = build(PAGE)
    assert app.statuscode == 1 and "run make" in warnings
