"""One student's notebook, or a fault of ours around it, never costs the others anything: on all roads.

Roads: `step-grader grade`, `step-grader autograde`, and nbgrader's interface that formgrader's button calls.
"""

import contextlib
import json
from concurrent.futures import Future

import nbformat
import pytest
from nbgrader.api import Gradebook
from sqlalchemy.exc import OperationalError

from grader.judging.exam import TaskExaminer
from grader.outcome.verdict import Status
from grader.telling import classes, pages, words
from grader.tools import cli, demo

from ..answers import RIGHT
from ..classroom import Course

pytestmark = [pytest.mark.sandbox, pytest.mark.nbgrader]

STYLES = list(RIGHT.values())
MARK = "this is the one"
FORGE = """
import json, os, struct
def forge(header, body=b""):
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    os.write(3, struct.pack("<IQ", len(text), len(body)) + text + body)
path = dict(steps=0, marks=[], stored=[], graph=[], lr_changed=False, failure=None)
"""
FORGED = {
    "a run's name is a list": 'forge(dict(kind="repeated", name=["Adam"], path=path))',
    "stored has three entries": 'forge(dict(kind="walked", index=0, path={**path, "stored": [1, 2, 3]}))',
    "stored is 10**400": 'forge(dict(kind="walked", index=0, path={**path, "stored": [10**400]}))',
    "stored is 10**400, with its steps": """
forge(dict(kind="walked", index=0, path={**path, "stored": [10**400, 1], "graph": [0, 0]}), bytes(64))""",
    "an index beyond the questions": 'forge(dict(kind="walked", index=10**6, path=path))',
    "numbers that are missing": 'forge(dict(kind="walked", index=0, path=path), bytes(8))',
    "steps without numbers": 'forge(dict(kind="walked", index=0, path={**path, "steps": 2**50}))',
    "a run that nobody asked for": 'forge(dict(kind="reported", runs=[dict(name="Adam", losses=2**52)]))',
    "a kind that does not exist": 'forge(dict(kind="verdict", score=10))',
    "an output of another shape": 'forge(dict(kind="cell", index=0, outputs=[dict(output_type="stream", text=3)]))',
    "not JSON": 'forge(b"[" * 100_000)',
    "half a surrogate": 'forge(b\'{"kind": "classes", "found": ["\\\\udfff"]}\')',
    "the worker's last word": 'forge(b"done")',
}


def notebook(code):
    return demo.solve("momentum", code)


@pytest.fixture(scope="module")
def course(momentum_course, tmp_path_factory):
    """Two who are right, and between them one who is marked."""
    made = Course.like(momentum_course, tmp_path_factory.mktemp("trouble"))
    made.hand_in("anna", notebook(STYLES[0]))
    made.hand_in("marked", notebook(STYLES[1] + f'\nprint("{MARK}")'))
    made.hand_in("zoe", notebook(STYLES[1]))
    return made


@pytest.fixture
def judging_fails(monkeypatch):
    whole = TaskExaminer.verdicts

    def verdicts(self, reply):
        if any(MARK in getattr(o, "text", "") for shown in reply.outputs.values() for o in shown):
            raise KeyError("a fault in judging")
        return whole(self, reply)

    monkeypatch.setattr(TaskExaminer, "verdicts", verdicts)


@pytest.fixture
def telling_fails(monkeypatch):
    """Telling fails for the marked one, in the terminal, the JSON, the table and the pages."""

    def fails(room, name):
        whole = getattr(room, name)

        def told(verdict, *more):
            outputs = verdict.outputs if hasattr(verdict, "outputs") else {}
            if any(MARK in getattr(o, "text", "") for shown in outputs.values() for o in shown):
                raise ZeroDivisionError("a fault in telling")
            return whole(verdict, *more)

        monkeypatch.setattr(room, name, told)

    for room, name in ((words, "text"), (words, "as_json"), (words, "reason"), (pages, "summary")):
        fails(room, name)


@pytest.fixture(params=["judging_fails", "telling_fails"])
def fault(request):
    request.getfixturevalue(request.param)
    return request.param


def paths(course):
    return [course.root / "submitted" / name / "momentum" / "momentum.ipynb" for name in ("anna", "marked", "zoe")]


@pytest.mark.parametrize("as_json", [True, False])
def test_grade_tells_all_others_their_verdict(course, grader, fault, as_json, monkeypatch, capsys):
    monkeypatch.setattr(cli, "_grader", lambda options, **how: contextlib.nullcontext(grader))
    monkeypatch.chdir(course.root)
    assert cli.main(["grade", *map(str, paths(course)), *["--json"] * as_json]) == 1
    said = capsys.readouterr().out
    if as_json:
        first, marked, last = map(json.loads, said.splitlines())
        assert (first["score"], last["score"]) == (10, 10)
        assert marked["status"] == "trouble" and "a fault in" in marked["reason"] and marked["checks"] == []
    else:
        first, marked, last = said.strip().split("\n\n")
        assert "10 of 10" in first and "10 of 10" in last and "a fault in" in marked


def test_autograde_gives_all_others_their_points(course, grader, fault):
    results = course.autograde(grader)
    assert [r.student for r in results] == ["anna", "marked", "zoe"]
    scores = course.scores()
    assert sum(scores["anna"].values()) == sum(scores["zoe"].values()) == 10
    assert sum(scores.get("marked", {}).values()) == 0
    assert not (course.root / "autograded" / "marked" / "momentum").exists()  # for nbgrader it waits to be graded
    rows = {r.student: r for r in map(classes.row, results)}
    assert rows["marked"].trouble and not rows["anna"].trouble and not rows["zoe"].trouble
    assert "a fault in" in rows["marked"].what
    assert "a fault in" in classes.table(results)
    classes.report(course.root / "report.html", "momentum", results)
    page = (course.root / "report.html").read_text("utf8")
    assert "a fault in" in page and "anna" in page and "zoe" in page


def test_a_grade_from_before_stays_when_there_is_trouble_later(momentum_course, tmp_path, grader, request):
    course = Course.like(momentum_course, tmp_path)
    course.hand_in("marked", notebook(STYLES[1] + f'\nprint("{MARK}")'))
    course.autograde(grader)
    assert sum(course.scores()["marked"].values()) == 10
    request.getfixturevalue("judging_fails")
    (result,) = course.autograde(grader)
    assert classes.row(result).trouble and sum(course.scores()["marked"].values()) == 10


def test_formgraders_button_says_that_it_failed_and_takes_the_next(course, grader, fault):
    api = course.api()
    with api.config.Judge.verdicts.lend(grader, {}):
        done = {name: api.autograde("momentum", name) for name in ("anna", "marked", "zoe")}
    assert {name: answer["success"] for name, answer in done.items()} == {
        "anna": True, "marked": False, "zoe": True}
    told = (done["marked"].get("error") or "") + (done["marked"].get("log") or "")
    assert "a fault in" in told and "the above traceback" not in told
    assert sum(course.scores()["zoe"].values()) == 10


def test_what_nbgrader_stumbles_over_is_told_in_our_words(momentum_course, tmp_path, grader, monkeypatch):
    """nbgrader's own sentence for it sends people to a traceback that they do not see."""
    course = Course.like(momentum_course, tmp_path)
    for student in ("anna", "marked"):
        course.hand_in(student, notebook(STYLES[0]))
    whole = Gradebook.update_or_create_submission

    def locked(self, assignment, student, **values):
        if student == "marked":
            raise OperationalError("UPDATE", {}, Exception("database is locked"))
        return whole(self, assignment, student, **values)

    monkeypatch.setattr(Gradebook, "update_or_create_submission", locked)
    rows = {r.student: classes.row(r) for r in course.autograde(grader)}
    assert rows["anna"].points == "10" and not rows["anna"].trouble
    assert rows["marked"].trouble and "database is locked" in rows["marked"].what
    assert "traceback" not in rows["marked"].what and "recently upgraded" not in rows["marked"].what


@pytest.fixture(scope="module")
def forged(grader):
    """Everybody who forges, between two who are right."""
    handed_in = {"anna": notebook(STYLES[0])}
    handed_in |= {name: notebook(STYLES[1] + FORGE + code) for name, code in FORGED.items()}
    handed_in["zoe"] = notebook(STYLES[1])
    verdicts = grader.grade_notebooks((nb, "momentum") for nb in handed_in.values())
    return dict(zip(handed_in, verdicts))


def test_the_others_get_what_they_deserve(forged):
    assert (forged["anna"].score, forged["zoe"].score) == (10, 10)


@pytest.mark.parametrize("name", FORGED)
def test_a_forged_message_is_the_forgers_own_failure(forged, name):
    verdict = forged[name]
    if name == "the worker's last word":  # a word of no consequence: what counts is what follows
        assert (verdict.status, verdict.score) == (Status.GRADED, 10)
    else:
        assert verdict.status is Status.FAILED and verdict.score < 10
        assert words.reason(verdict).startswith("Your notebook did not finish.")


def test_forged_messages_cost_nobody_else_anything_in_the_gradebook(momentum_course, tmp_path, grader):
    course = Course.like(momentum_course, tmp_path)
    course.hand_in("anna", notebook(STYLES[0]))
    for k, name in enumerate(["a run's name is a list", "stored has three entries", "stored is 10**400"]):
        course.hand_in(f"forger-{k}", notebook(STYLES[1] + FORGE + FORGED[name]))
    course.hand_in("zoe", notebook(STYLES[1]))
    rows = {r.student: classes.row(r) for r in course.autograde(grader)}
    assert not any(row.trouble for row in rows.values())
    scores = {student: sum(checks.values()) for student, checks in course.scores().items()}
    assert scores == {"anna": 10, "forger-0": 0, "forger-1": 0, "forger-2": 0, "zoe": 10}
    api = course.api()  # formgrader's button
    with api.config.Judge.verdicts.lend(grader, {}):
        assert api.autograde("momentum", "forger-2")["success"] and api.autograde("momentum", "zoe")["success"]
    assert {student: sum(checks.values()) for student, checks in course.scores().items()} == scores


def test_the_command_ends_with_exit_code_one_when_there_was_trouble(course, grader, judging_fails, monkeypatch, capsys):
    monkeypatch.setattr(cli, "_grader", lambda options, **how: contextlib.nullcontext(grader))
    assert cli.main(["autograde", "momentum", "--course", str(course.root)]) == 1
    said = capsys.readouterr().out
    assert "a fault in judging" in said and said.count("10/10") == 2
    assert cli.main(["autograde", "momentum", "--course", str(course.root), "--student", "anna"]) == 0


def test_a_students_own_word_that_the_file_is_unfit_does_not_count(momentum_course, tmp_path, grader):
    course = Course.like(momentum_course, tmp_path)
    refusing = notebook(STYLES[0])
    refusing.metadata["step_refused"] = {"unfit": "empty", "extra": ""}
    course.hand_in("self-denial", refusing)
    (result,) = course.autograde(grader)
    assert (result.score, sum(course.scores()["self-denial"].values())) == (10, 10)


def test_half_a_surrogate_in_a_cell_stops_nobody(momentum_course, tmp_path, grader):
    course = Course.like(momentum_course, tmp_path)
    text = nbformat.writes(notebook(STYLES[0] + "\n# half of an emoji: MARK"))
    course.hand_in("half", text.replace("MARK", "\\ud83d"))
    (result,) = course.autograde(grader)
    assert (result.score, result.trouble, sum(course.scores()["half"].values())) == (10, None, 10)


def test_a_folder_without_the_notebook_is_refused_and_no_trouble(momentum_course, tmp_path, grader):
    course = Course.like(momentum_course, tmp_path)
    course.hand_in("lost", "").rename(tmp_path / "submitted" / "lost" / "momentum" / "notes.txt")
    (result,) = course.autograde(grader)
    assert (result.verdicts[0].status, result.trouble) == (Status.REFUSED, None)
    assert set(course.scores()["lost"].values()) == {0}


def test_two_students_with_equal_code_and_other_cells_each_keep_their_own_outputs(
        momentum_course, tmp_path, grader):
    """Verdicts belong to a student and a notebook, not to code that two may share."""
    course = Course.like(momentum_course, tmp_path)
    usual = notebook(STYLES[0])
    course.hand_in("usual", usual)
    # The same code in the same order, with a note in between: every cell's place is another.
    noted = nbformat.from_dict(usual)
    noted.cells.insert(0, nbformat.v4.new_markdown_cell("My notes."))
    noted.cells.insert(1, nbformat.v4.new_markdown_cell("More notes."))
    course.hand_in("noted", noted)
    course.autograde(grader)

    def shown(student):
        return [(c.source, c.outputs) for c in course.autograded(student).cells
                if c.cell_type == "code" and c.outputs and not c.metadata.get("nbgrader", {}).get("grade")]

    assert shown("usual") == shown("noted") != []


def test_nobody_waits_for_somebody_else_with_equal_code(momentum_course, tmp_path, grader):
    course = Course.like(momentum_course, tmp_path)
    for student in ("first", "last"):
        course.hand_in(student, notebook(STYLES[0]))
    api, never = course.api(), Future()
    ready = grader.submit(notebook(STYLES[0]), "momentum")
    with api.config.Judge.verdicts.lend(grader, {("first", "momentum"): ready, ("last", "momentum"): never}):
        assert api.autograde("momentum", "first")["success"]
    assert sum(course.scores()["first"].values()) == 10 and not never.done()
