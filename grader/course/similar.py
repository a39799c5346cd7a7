"""Whose answers to one notebook are more alike than independent work is. Nothing is run.

Right answers of six lines are all alike, so what two share counts by how few write it, in the class and among answers
that are written down anyhow; what everybody was given does not count. Fingerprints (Schleimer, Wilkerson and Aiken,
Winnowing, SIGMOD 2003) are usually taken of k tokens in a row. Here they are whole statements, in which names, numbers'
spelling, layout, type hints and comments make no difference: few enough to keep all of them, and whoever puts lines or
methods into another order keeps them. Words are compared as they stand: sentences, comments and docstrings.
"""

from __future__ import annotations

import builtins
import keyword
import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from typing import Any, Final, NamedTuple

from nbformat import NotebookNode

from ..language.task import Exam
from ..notebooks import read
from ..notebooks.decode import decode
from ..notebooks.repair import TemplateCell
from ..outcome.refusal import Refused
from ..telling.alike import Alike
from ..telling.catalogue import say
from . import filling
from .autograde import configured, filling_lacks, reading_lacks, submissions
from .hand_ins import HandIns, is_students
from .template import Templates

SHARE: Final = 0.6  # of what is unusual in two answers: above it they are more alike than independent ones
EVIDENCE: Final = 8.0  # what that has to amount to, in nats: what one of e⁸ pairs would share by chance
COMMON: Final = 0.2  # of all answers: what more have is common, and counts nothing
MANY: Final = 25  # answers: the same, however large the class is
WORDS: Final = 8  # that two must share word for word, in what few others wrote
SENTENCE: Final = 3  # words: less is no sentence
MOST: Final = 200_000  # characters of one answer that are looked at

_TOKEN: Final = re.compile(r'''
    (?P<string>[rbfu]{0,2}(?:"{3}(?s:.*?)(?:"{3}|\Z)|'{3}(?s:.*?)(?:'{3}|\Z)
                            |"(?:\\(?s:.)|[^"\\\n])*"?|'(?:\\(?s:.)|[^'\\\n])*'?))
    |(?P<comment>\#[^\n]*)|(?P<number>\.?\d(?:e[+-]|[\w.])*)|(?P<name>\w+)|(?P<join>\\\n)|(?P<line>\n)
    |(?P<sign>\*\*=?|//=?|->|:=|[-+*/%@&|^<>=!]=|[^\s\w])''', re.X | re.I)
_HEADS: Final = {"if", "for", "while", "with", "def", "class", "else", "elif", "try", "except", "finally", "async"}
_BEGINNINGS: Final = {"def", "class", "return", "import", "from"}  # a bracket above them was never closed
_KEPT: Final = {*keyword.kwlist, *dir(builtins), "torch", "math", "np", "numpy", "nn"}
_WORD: Final = re.compile(r"\w+")
_ENDS: Final = re.compile(r"[.!?;:]\s|\n")

Canonical = tuple[str, ...]


class _Token(NamedTuple):
    kind: str | None
    text: str
    start: int
    end: int


@dataclass
class Answer:
    """What somebody wrote into one notebook.

    Attributes:
        statements: in canonical form, each with its text where it stands first.
        words: sentences in small letters, each with its text.
    """

    statements: dict[Canonical, str] = field(default_factory=dict)
    words: dict[Canonical, str] = field(default_factory=dict)

    def code(self, code: str) -> None:
        """Add a cell of code."""
        own: set[str] = set()
        for tokens in _statements(code, self):
            if len(tokens) == 1 and tokens[0].kind == "string":
                self.prose(tokens[0].text)
                continue
            own |= {after.text for before, after in zip(tokens, tokens[1:]) if before.text == "def"}
            form = tuple(_canonical(_unhinted(tokens), own))
            if form:
                self.statements.setdefault(form, " ".join(code[tokens[0].start:tokens[-1].end].split()))

    def prose(self, text: str) -> None:
        """Add text."""
        for sentence in _ENDS.split(text):
            words = tuple(_WORD.findall(sentence.lower()))
            if len(words) >= SENTENCE:
                self.words.setdefault(words, " ".join(sentence.split()))

    def cell(self, cell: NotebookNode | TemplateCell, most: int | None = None) -> None:
        """Add a notebook's cell, or its first characters; all but code is text."""
        (self.code if cell.cell_type == "code" else self.prose)(cell.source[:most])

    def without(self, given: Answer) -> Answer:
        """What is not everybody's."""
        return Answer({form: text for form, text in self.statements.items() if form not in given.statements},
                      {form: text for form, text in self.words.items() if form not in given.words})


def answer(*codes: str) -> Answer:
    """What there is in these cells of code."""
    made = Answer()
    for code in codes:
        made.code(code)
    return made


def alike(answers: Mapping[str, Answer], others: Sequence[Answer] = (), notebook: str = "") -> list[Alike]:
    """The pairs that are more alike than independent work is, the most alike first.

    Args:
        answers: by student.
        others: answers of nobody in the class, by which is told what is common.
        notebook: its name.
    """
    students = sorted(answers)
    code = _Shared([answers[student].statements for student in students], [one.statements for one in others])
    words = _Shared([answers[student].words for student in students], [one.words for one in others])
    found = []
    for a, b in sorted(code.pairs.keys() | words.pairs.keys()):
        one, other = answers[students[a]], answers[students[b]]
        share, said = code.share(a, b), words.pairs.get((a, b), [])
        if share <= SHARE and sum(map(len, said)) < WORDS:
            continue
        lines = tuple((one.statements[form], other.statements[form]) for form in code.pairs.get((a, b), ()))
        found.append(Alike(notebook, students[a], students[b], share, lines, tuple(one.words[form] for form in said)))
    return sorted(found, key=lambda pair: (-pair.share, -len(pair.words)))


class _Shared:
    """What is unusual, and who shares it: for each pair, in the order of the first one's answer."""

    def __init__(self, students: Sequence[Mapping[Canonical, str]], others: Sequence[Mapping[Canonical, str]]):
        count = Counter(form for forms in (*students, *others) for form in forms)
        everybody = len(students) + len(others)
        most = max(4.0, min(MANY, COMMON * everybody))
        self._weight = {form: math.log(everybody / n) for form, n in count.items() if n <= most}
        self._all = [sum(self._weight.get(form, 0.0) for form in forms) for forms in students]
        who = defaultdict(list)
        for n, forms in enumerate(students):
            for form in forms:
                if form in self._weight and count[form] > 1:
                    who[form].append(n)
        self.pairs: dict[tuple[int, int], list[Canonical]] = defaultdict(list)
        for form, some in who.items():
            for pair in combinations(some, 2):
                self.pairs[pair].append(form)

    def share(self, a: int, b: int) -> float:
        """Of what is unusual in two answers, how much both have; 0 where that amounts to little."""
        both = sum(self._weight[form] for form in self.pairs.get((a, b), ()))
        return both / max(self._all[a], self._all[b]) if both >= EVIDENCE else 0.0


# A class


def of_class(assignment: str, tasks: Mapping[str, Exam], others: Callable[[str], Sequence[Answer]],
             course: str | Path | None = None) -> tuple[list[Alike], int]:
    """The pairs of a class that are more alike than independent work is, and how many answers were compared.

    Args:
        assignment: its name in nbgrader.
        tasks: what a notebook may answer, by name.
        others: answers to a notebook that are written down anyhow, by its name.
        course: the course's folder; the current one by default.

    Raises:
        CourseError: as `plan` does.
    """
    api, templates = configured(course), Templates(remember=True)
    coursedir, hand_ins = api.coursedir, HandIns(templates)
    students = [student for student in submissions(assignment, (), coursedir) if is_students(student)]
    found, compared = [], 0
    with reading_lacks(coursedir), filling_lacks(assignment), filling.known(assignment, templates, api):
        given = {name: _given(name, assignment, templates, coursedir)
                 for name in templates.notebooks(assignment, coursedir)}
        answers: dict[str, dict[str, Answer]] = {name: {} for name in given}
        for student in students:
            for name, notebook in _handed_in(student, assignment, hand_ins, coursedir, tasks):
                answers[name][student] = of_notebook(notebook).without(given[name])
    for name, some in answers.items():
        found += alike(some, [one.without(given[name]) for one in others(name)], name)
        compared += len(some)
    return found, compared


def of_notebook(notebook: NotebookNode) -> Answer:
    """What there is in a notebook's cells, but for graded tests."""
    made, room = Answer(), MOST
    for cell in notebook.cells:
        if not read.is_graded(cell):
            made.cell(cell, room)
            room -= min(room, len(cell.source))
    return made


def _handed_in(student: str, assignment: str, hand_ins: HandIns, coursedir: Any,
               tasks: Mapping[str, Exam]) -> Iterator[tuple[str, NotebookNode]]:
    """What a student has handed in, by the notebook's name; nothing where that cannot be graded."""
    try:
        found = hand_ins.of(student, assignment, coursedir, tasks)
    except Exception:  # `autograde` says whose files cannot be read, and why
        return
    yield from ((name, one.notebook) for name, one in found.items() if one.refusal is None)


def _given(name: str, assignment: str, templates: Templates, coursedir: Any) -> Answer:
    """What everybody was given, or is given by the grader in the place of what is missing."""
    made = Answer()
    for cell in templates.cells(coursedir.db_url, name, assignment, coursedir):
        made.cell(cell)
    made.prose(say("cell.missing"))
    for directory in (coursedir.source_directory, coursedir.release_directory):  # cells without a mark of nbgrader's
        path = Path(coursedir.format_path(directory, ".", assignment), f"{name}.ipynb")
        try:
            notebook, _ = decode(path.read_bytes(), path.name)
        except (OSError, Refused):
            continue
        for cell in notebook.cells:
            if "nbgrader" not in cell.metadata:
                made.cell(cell)
    return made


# A statement


def _statements(code: str, remarks: Answer) -> Iterator[list[_Token]]:
    """The statements of code that need not be sound, without comments; these are added to the remarks."""
    now: list[_Token] = []
    depth, first = 0, True  # brackets; whether a line begins
    for match in _TOKEN.finditer(code):
        token = _Token(match.lastgroup, match.group(), match.start(), match.end())
        if token.kind == "comment":
            remarks.prose(token.text)
            continue
        if token.kind == "join":
            continue
        broken = first and depth and token.text in _BEGINNINGS
        first = token.kind == "line"
        if broken or not depth and (first or token.text == ";"):
            depth = 0
            if now:
                yield now
            now = []
        if first or token.text == ";":
            continue
        now.append(token)
        if token.kind == "sign":
            depth = max(0, depth + (token.text in "([{") - (token.text in ")]}"))
            if token.text == ":" and not depth and now[0].text in _HEADS:
                yield now
                now = []
    if now:
        yield now


def _unhinted(tokens: Sequence[_Token]) -> Iterator[_Token]:
    """A statement without type hints."""
    defines = any(token.text == "def" for token in tokens[:2])
    hinted = 1 if defines else None if tokens[0].text in (*_HEADS, "lambda") else 0  # at which depth a colon begins one
    depth, hint = 0, None
    for token in tokens:
        sign = token.text if token.kind == "sign" else ""
        if sign and sign in ")]}":
            depth -= 1
        if hint is not None and (depth < hint or depth == hint and sign in {",", "=", ":"}):
            hint = None
        if token.text == "lambda":
            hinted = None
        if hint is None and (sign == ":" and depth == hinted or sign == "->" and defines):
            hint = depth
        elif hint is None:
            yield token
        if sign and sign in "([{":
            depth += 1


def _canonical(tokens: Iterable[_Token], own: set[str]) -> Iterator[str]:
    """A statement in which names are numbered as they come; those of tensors' methods and of libraries stay."""
    numbers: dict[str, str] = {}
    row = list(tokens)
    while row and row[-1].text in {",", ")"}:
        row.pop()
    defines = any(token.text == "def" for token in row[:2])
    depth, k = 0, 0
    while k < len(row):
        token, before = row[k], row[k - 1].text if k else ""
        after = row[k + 1].text if k + 1 < len(row) else ""
        if token.kind == "string":
            yield '""'
        elif token.kind == "number":
            yield _number(token.text)
        elif token.text == "self" and after == "." and k + 2 < len(row):
            k += 2
            yield numbers.setdefault(f"self.{row[k].text}", str(len(numbers)))
        elif token.kind == "name":
            named = depth and after == "=" and not defines  # an argument's name
            kept = named or (token.text not in own if before == "." else token.text in _KEPT)
            yield token.text if kept else numbers.setdefault(token.text, str(len(numbers)))
        else:
            depth += (token.text in "([{") - (token.text in ")]}")
            if token.text not in "()":  # often there for the eye alone
                yield token.text
        k += 1


def _number(text: str) -> str:
    try:
        return repr(float(text))
    except ValueError:  # such as 1j
        return text
