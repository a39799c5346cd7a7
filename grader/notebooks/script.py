"""A Python script as the cells of the notebook that it was: jupytext's, Jupyter's and Colab's exports, or any other.

Nothing is parsed or compiled here, only cut: a stranger's code is read by Python inside the sandbox alone.
"""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterator
from typing import Any, Final

Part = tuple[str, str, dict[str, Any] | None]  # kind of cell, source, nbgrader's marks

_PYTHON: Final = re.compile(r"^(import \w|from [\w.]+ import |class \w+\s*[(:]|def \w+\(|# ?%%|# In\s?\[)", re.M)
_PERCENT: Final = re.compile(r"^# ?%%(?!%)(.*)\n?", re.M)
_EXPORTED: Final = re.compile(r"^# In\s?\[[ \d]*\]:[ \t]*\n?", re.M)
_LIGHT: Final = re.compile(r"^# \+(?![^\s{])(.*)\n?", re.M)
_HEADER: Final = re.compile(r"\A(?:#!.*\n|# -\*-.*\n|# coding.*\n)*# ---\n(?:#.*\n)*?# ---\n")
_GRADE_ID: Final = re.compile(r'"grade_id":\s*"([^"]{1,200})"')
_GRADE: Final = re.compile(r'"(grade|solution)":\s*(true|false)')
_GOES_ON: Final = {"else", "elif", "except", "finally"}
_QUOTES: Final = re.compile(r"""[rRuU]{0,2}("{3}|'{3})(.*)\1\Z""", re.S)


def looks_like_python(text: str) -> bool:
    """Whether a text that says nothing else about itself is a script."""
    return _PYTHON.search(text) is not None


def cells(text: str) -> list[Part]:
    """The script's cells, in order; nothing of it is left out but blank ones and jupytext's header."""
    body = _HEADER.sub("", text)
    if _PERCENT.search(body):
        parts = _marked(body, _PERCENT)
    elif _EXPORTED.search(body):
        parts = _marked(body, _EXPORTED)
    elif _LIGHT.search(body):
        parts = ((kind, re.sub(r"^# -\s*$", "", source, flags=re.M), marks)
                 for kind, source, marks in _marked(body, _LIGHT))
    else:
        parts = _paragraphs(body)
    return [(kind, source.strip("\n"), marks) for kind, source, marks in parts if source.strip()]


def _marked(text: str, mark: re.Pattern[str]) -> Iterator[Part]:
    """Cut where a line marks a new cell; what the line says about the cell is kept."""
    found = list(mark.finditer(text))
    yield "code", text[:found[0].start()], None
    for here, following in zip(found, [*found[1:], None]):
        source = text[here.end():following.start() if following else len(text)]
        about = here[1] if mark.groups else ""
        if re.search(r"\[(markdown|md|raw)\]", about):
            yield "markdown", _uncommented(source), _marks(about)
        else:
            yield "code", source, _marks(about)


def _marks(about: str) -> dict[str, Any] | None:
    """nbgrader's marks, which jupytext writes into the line."""
    name = _GRADE_ID.search(about)
    return {"grade_id": name[1], **{key: value == "true" for key, value in _GRADE.findall(about)}} if name else None


def _uncommented(source: str) -> str:
    """A text cell without the marks of a comment before its lines, or without the quotes around it."""
    quoted = _QUOTES.match(source.strip())
    return quoted[2] if quoted else re.sub(r"^# ?", "", source, flags=re.M)


def _paragraphs(text: str) -> Iterator[Part]:
    """Cut a script without marks where a blank line stands before a statement of the outermost level.

    Cells fail one by one, as they did in the notebook: a figure that cannot be drawn does not take what follows along.
    A string that stands alone is the text cell that Colab made a string of.
    """
    lines = text.splitlines(keepends=True)
    starts = [start for start in _statements(text) if start and not lines[start - 1].strip()]
    for first, last in zip([0, *starts], [*starts, len(lines)]):
        source = "".join(lines[first:last])
        quoted = _QUOTES.match(source.strip())
        if quoted and quoted[1] not in quoted[2]:
            yield "markdown", quoted[2], None
        else:
            yield "code", source, None


def _statements(text: str) -> list[int]:
    """Lines, from 0, at which a statement of the outermost level begins, or a comment before it.

    None where the text is not Python throughout.
    """
    starts = []
    begins, comment, depth = True, None, 0
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            match token.type:
                case tokenize.INDENT:
                    depth += 1
                case tokenize.DEDENT:
                    depth -= 1
                case tokenize.NEWLINE:
                    begins, comment = True, None
                case tokenize.COMMENT if begins and comment is None and token.start[1] == 0:
                    comment = token.start[0]
                case tokenize.COMMENT | tokenize.NL | tokenize.ENDMARKER:
                    pass
                case _:
                    if begins and depth == 0 and token.string not in _GOES_ON:
                        starts.append((comment or token.start[0]) - 1)
                    begins, comment = False, None
    except (tokenize.TokenError, SyntaxError):
        return []
    return starts
