"""No sentence is made outside of `telling`, not even in pieces: everywhere else a failure is a value."""

import ast
import re
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "grader"
DATA = {"demo_class", "right_answers"}  # other people's code

# Why a sentence may stand elsewhere all the same.
ALLOWED = {
    "telling": "it is the room",
    "tasks": "hints, which belong to the mistakes that they are about",
    "language": "hints, too",
    "ground/said_inside.py": "raised in the student's own process, where nothing of `telling` is",
}
DECLARED = {"help", "description", "epilog"}  # what the options of a command and nbgrader's traits say about themselves


def pieces(node: ast.expr) -> str | None:
    """The text of a string or of an f-string, with … for what is put into it."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(part.value if isinstance(part, ast.Constant) else "…" for part in node.values)
    return None


def is_sentence(text: str) -> bool:
    """Whether it begins with a capital, has several words and ends like a sentence."""
    return re.fullmatch(r"[A-Z…][\w’'…]*([ ,;:\n]+\S+){2,}[.?!:]\s*", text) is not None


def sentences(tree: ast.Module) -> list[tuple[int, str]]:
    """(line, text) of all sentences in a module but those that document it."""
    quiet = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr):
            quiet.add(node.value)
        if isinstance(node, ast.keyword) and node.arg in DECLARED:
            quiet |= set(ast.walk(node.value))
        if isinstance(node, ast.JoinedStr):
            quiet |= set(node.values)
    return [(node.lineno, text) for node in ast.walk(tree) if isinstance(node, ast.expr) and node not in quiet
            and (text := pieces(node)) and is_sentence(text)]


def test_no_sentence_is_made_elsewhere():
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        where = path.relative_to(PACKAGE).as_posix()
        if not DATA & set(path.parts) and not any(where == a or where.startswith(f"{a}/") for a in ALLOWED):
            found += [f"{where}:{line}: {text}" for line, text in sentences(ast.parse(path.read_text("utf8")))]
    if found:
        pytest.fail("\n".join(found), pytrace=False)


@pytest.mark.parametrize("code", [
    "x = 'The file is empty.'", "raise ValueError('Is this a notebook?')", "print(f'There is no task {name}.')",
    "f('The file ' 'is empty.')", "x = f'{name} is not a notebook.'", "x = 'Your task still lacks these things:'"])
def test_a_sentence_would_be_found(code):
    assert len(sentences(ast.parse(code))) == 1


@pytest.mark.parametrize("code", [
    "'''This is what the module does.'''", "def f():\n    'Do something for somebody.'", "x = 'needs Linux'",
    "p.add_argument('x', help='Where the device check runs.')", "x = 'first step'", "x = f'{a}: {b}.'", "x = 'Adam.'",
    "T = Bool(help=f'The level of {x} is this.')", "x = 'torch.optim is here.'"])
def test_what_is_no_sentence_is_left_alone(code):
    assert sentences(ast.parse(code)) == []
