"""Copies are found whatever was done to them, and independent right answers are left alone.

The corpus stands for a class that has worked independently; what counts as common is told by its wrong answers, never
by the answers that are compared.
"""

import ast
import random
import time
from itertools import groupby

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell

from grader.course import similar
from grader.course.similar import Answer, alike, answer
from grader.language import registry
from grader.language.course import HOME
from grader.telling import alike as telling
from grader.tools import cli, corpus, demo, selftest

from ..answers import SOLUTION
from ..classroom import ROOT, Course

pytestmark = pytest.mark.nbgrader  # it is imported, and not run but for the last tests

STORED = {task: list(some) for task, some in groupby(corpus.stored(), key=lambda one: one.task)}
tasks = pytest.mark.parametrize("task", STORED)


def given(task):
    """What everybody is given."""
    made = Answer()
    for cell in nbformat.read(HOME.released(task), as_version=4).cells:
        made.cell(cell)
    return made


def right(task):
    """Right answers in the course's API that nobody has made from each other."""
    stored = [one.code for one in STORED[task] if one.right and one.source is not corpus.Source.MUTATED]
    return stored + ["\n".join(cells) for cells in selftest.right_answers(registry.find()[task]).values()]


def all_right(task):
    """These, and those in the API of the book's boxes."""
    return right(task) + (ROOT / "tests" / "book" / "right_answers" / f"{task}.py").read_text("utf8").split("# %%")[1:]


def others(task):
    return [answer(one.code).without(given(task)) for one in STORED[task] if not one.right]


class Disguise(ast.NodeTransformer):
    """Every variable and attribute has another name, every argument and result a type, and what may be swapped is."""

    def __init__(self, tree, rng):
        nodes, self.rng = list(ast.walk(tree)), rng
        mine = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
        mine |= {node.attr for node in nodes if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)
                 and isinstance(node.value, ast.Name) and node.value.id == "self"}
        names = [f"{rng.choice('abcxyz')}{n}" for n in range(len(mine))]
        self.names = dict(zip(sorted(mine - {"params", "lr"}), names))

    def visit_Name(self, node):
        node.id = self.names.get(node.id, node.id)
        return node

    def visit_arg(self, node):
        node.arg = self.names.get(node.arg, node.arg)
        return node

    def visit_Attribute(self, node):
        self.generic_visit(node)
        if isinstance(node.value, ast.Name) and node.value.id == "self":
            node.attr = self.names.get(node.attr, node.attr)
        return node

    def visit_FunctionDef(self, node):
        self.generic_visit(node)
        for argument in node.args.args[1:]:
            argument.annotation = ast.parse("list[torch.Tensor] | None", mode="eval").body
        node.returns = ast.Constant(None)
        node.body = self.swapped(node.body)
        return node

    def visit_ClassDef(self, node):
        self.generic_visit(node)
        self.rng.shuffle(node.body)
        return node

    def swapped(self, body):
        """Assignments side by side that have no name in common but `self`, in the other order."""
        body = list(body)
        for k in range(len(body) - 1):
            pair = body[k:k + 2]
            names = [{ast.unparse(n) for n in ast.walk(one) if isinstance(n, ast.Name | ast.Attribute)} - {"self"}
                     for one in pair]
            if all(isinstance(one, ast.Assign) for one in pair) and not names[0] & names[1]:
                body[k:k + 2] = reversed(pair)
        return body


def disguised(code, seed):
    tree = ast.parse(code)
    rng = random.Random(seed)
    tree = ast.fix_missing_locations(Disguise(tree, rng).visit(tree))
    return "\n".join(f"{line}\n" + rng.choice(["", "", f"    # note {n} of my own"])
                     for n, line in enumerate(ast.unparse(tree).splitlines()))


# Independent work


@tasks
@pytest.mark.parametrize("background", ["wrong answers", "none"])
def test_of_independent_right_answers_one_pair_in_a_hundred_is_shown_at_most(task, background):
    codes = all_right(task)
    known = others(task) if background == "wrong answers" else []
    pairs = alike({str(n): answer(code).without(given(task)) for n, code in enumerate(codes)}, known)
    share = len(pairs) / (len(codes) * (len(codes) - 1) / 2)
    assert len(codes) > 40 and share <= 0.01
    print(f"{task}: {share:.2%} of {len(codes)} answers' pairs are shown")


@pytest.mark.parametrize("task", ["capstone", "catch"])
def test_of_the_other_notebooks_no_right_answers_are_shown(task):
    answers = {style: answer(*cells).without(given(task))
               for style, cells in selftest.right_answers(registry.find()[task]).items()}
    assert len(answers) >= 4
    for known in ([], [answer(one.code) for some in STORED.values() for one in some if one.right]):
        # All are of one hand, and some docstrings are, too.
        assert not [pair for pair in alike(answers, known) if pair.share > similar.SHARE]


def test_the_line_that_everybody_writes_shows_nobody():
    """A third of a class of three hundred has the same six lines."""
    codes = right("momentum")
    plain = {f"plain {n}": answer(SOLUTION) for n in range(100)}
    rest = {f"{n}": answer(codes[n % len(codes)]) for n in range(200)}
    assert not [pair for pair in alike(plain | rest, others("momentum")) if "plain" in pair.one + pair.other]


def test_two_alone_in_the_world_show_nothing_by_their_code():
    assert alike({"ada": answer(SOLUTION), "bob": answer(SOLUTION)}) == []


# Copies


@tasks
def test_a_copy_in_disguise_is_found(task):
    """All names, comments and blank lines are others, methods and lines swapped, and there are type hints."""
    codes, known, was_given = right(task), others(task), given(task)
    answers = {str(n): answer(code).without(was_given) for n, code in enumerate(codes)}
    found = 0
    for n, code in enumerate(codes):
        copied = answer(disguised(code, n)).without(was_given)
        found += any({pair.one, pair.other} == {str(n), "copy"} for pair in alike(answers | {"copy": copied}, known))
    # Where the rule has few lines, there are answers of which each line is everybody's.
    assert found >= (0.8 if task in ("sgd", "momentum") else 0.9) * len(codes)
    print(f"{task}: {found} of {len(codes)} copies found")


CODE = "class A:\n    def step(self):\n        for p in self.params:\n            v = self.v[p]\n"
CHANGES = {
    "names": CODE.replace("v", "friction").replace("p ", "weight ").replace("[p]", "[weight]"),
    "comments": CODE.replace("\n", "  # here\n"),
    "blank lines": CODE.replace("\n", "\n\n\n"),
    "a space here and there": CODE.replace("=", " =  ").replace("(", "( "),
    "type hints": CODE.replace("(self):", "(self: 'A') -> dict[str, int]:").replace("v =", "v: torch.Tensor ="),
    "one line for two": CODE.replace(":\n            v", ": v"),
    "a broken line": CODE.replace("self.v[p]", "self.v[\n p]"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_makes_no_difference_makes_none(change):
    assert answer(CHANGES[change]).statements.keys() == answer(CODE).statements.keys()


@pytest.mark.parametrize(("one", "other"), [
    ("p.add_(g, alpha=-lr)", "p.sub_(g, alpha=-lr)"), ("p.add_(g, alpha=-lr)", "p.add_(g, value=-lr)"),
    ("x = a + b", "x = a + a"), ("x = a / 2", "x = a / 3"), ("x = a / b", "x = a // b"), ("x[1:2]", "x[1, 2]")])
def test_what_makes_a_difference_makes_one(one, other):
    assert answer(one).statements.keys() != answer(other).statements.keys()


def test_numbers_are_read():
    assert answer("x = 1e-8").statements.keys() == answer("y = 1E-08").statements.keys()


PROSE = "The ball rolls down the valley like honey on a warm morning, and it overshoots twice."


@pytest.mark.parametrize("write", [Answer.prose, lambda made, text: made.code(f"# {text}"),
                                   lambda made, text: made.code(f'"""{text}"""')])
def test_long_words_that_two_share_are_shown_and_those_of_the_assignment_are_not(write):
    answers = {name: answer(code).without(given("adam")) for name, code in zip("abcdef", right("adam"))}
    write(answers["b"], f"My own words come first. {PROSE}")
    write(answers["d"], PROSE.upper())
    (pair,) = alike(answers, others("adam"))
    assert (pair.one, pair.other) == ("b", "d") and "honey" in pair.words[0]
    told = Answer()
    told.prose(PROSE)
    assert alike({name: one.without(told) for name, one in answers.items()}, others("adam")) == []


def test_what_is_shared_stands_side_by_side_as_each_wrote_it():
    code = right("adam")[3]
    (pair,) = [pair for pair in alike({"ada": answer(code), "bob": answer(disguised(code, 0)), **{
        str(n): answer(other) for n, other in enumerate(right("adam")) if n != 3}}) if pair.one == "ada"]
    assert pair.other == "bob" and pair.share > similar.SHARE
    assert all(" ".join(one.split()) in " ".join(code.split()) for one, _ in pair.lines)
    assert any(one != other for one, other in pair.lines)
    said = telling.table([pair], 50)
    assert "hint, not an accusation" in said and f"{pair.lines[0][0][:30]}" in said and " │ " in said


# Strangers' files


@pytest.mark.parametrize("code", [
    "(" * 100_000, "def " * 50_000, '\\"' * 50_000, '"""' * 30_001, "'" * 99_999, "x = " + "-" * 100_000,
    "a: " * 50_000, "lambda: " * 30_000, "\\\n" * 50_000, "\x00\ud800é" * 30_000, "1" * 100_000, "1e" * 50_000,
    "if " * 30_000 + ":"])
def test_no_code_takes_long_or_stops_it(code):
    start = time.process_time()
    answer(code, code)
    assert time.process_time() - start < 10


def test_an_open_bracket_hides_no_more_than_its_own_statement():
    broken = answer("x = ((1\n" + SOLUTION)
    assert answer(SOLUTION).statements.keys() <= broken.statements.keys()


# A class


@pytest.fixture(scope="module")
def course(momentum_course, tmp_path_factory):
    """Bob has disguised Ada's notebook, Eve and Fay share a comment, and the others have worked or handed in little."""
    made, codes = Course.like(momentum_course, tmp_path_factory.mktemp("alike") / "course"), right("momentum")
    unusual = next(code for code in codes if "defaultdict" in code)
    for name, code in {"ada": unusual, "bob": disguised(unusual, 1), "cleo": codes[0], "dan": codes[9]}.items():
        made.hand_in(name, demo.solve("momentum", code))
    for name, code in {"eve": codes[5], "fay": SOLUTION}.items():
        notebook = demo.solve("momentum", code)
        notebook.cells.append(new_markdown_cell(PROSE) if name == "eve" else new_code_cell(f"# {PROSE}"))
        made.hand_in(name, notebook)
    for name, text in {"gus": "<html>", "hal": "", "ian": nbformat.writes(nbformat.read(
            HOME.released("momentum"), as_version=4))}.items():
        made.hand_in(name, text)
    made.hand_in("<b>", demo.solve("momentum", unusual))
    return made


def test_a_class_is_compared_and_nothing_is_run_or_written(course, capsys):
    before = {path: path.stat().st_mtime_ns for path in course.root.rglob("*")}
    assert cli.main(["similar", "momentum", "--course", str(course.root)]) == 0
    said = capsys.readouterr().out
    assert "ada and bob, momentum" in said and "eve and fay, momentum" in said and "honey" in said
    assert not any(f"{name} and" in said or f"and {name}" in said for name in ("cleo", "dan", "gus", "hal", "ian"))
    assert {path: path.stat().st_mtime_ns for path in course.root.rglob("*")} == before


def test_json_has_a_pair_in_a_line(course, capsys):
    assert cli.main(["similar", "momentum", "--json", "--course", str(course.root)]) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert '"students": ["ada", "bob"]' in first and '"students": ["eve", "fay"]' in second


def test_an_assignment_that_nobody_has_handed_in_is_refused(course, capsys):
    assert cli.main(["similar", "adam", "--course", str(course.root)]) == 2
    assert "adam" in capsys.readouterr().err


@pytest.mark.long
def test_a_thousand_are_compared_in_well_under_a_minute(momentum_course, tmp_path, capsys):
    made = Course.like(momentum_course, tmp_path / "course")
    codes = [one.code for one in STORED["momentum"]]
    for n in range(1000):
        code = codes[n % len(codes)]
        made.hand_in(f"student-{n:04}", demo.solve("momentum", code))
    start = time.process_time()
    assert cli.main(["similar", "momentum", "--course", str(made.root)]) == 0
    seconds = time.process_time() - start
    assert "1000 answers were compared" in capsys.readouterr().out and seconds < 45
    print(f"{seconds:.1f} seconds of a processor for 1,000")
