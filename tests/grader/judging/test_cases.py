"""What real people hand in: what is right gets full marks, and what is wrong does not."""

import csv
from pathlib import Path

import pytest

from tests.conftest import ROOT

pytestmark = pytest.mark.long
ANSWERS = ROOT / "tests" / "cases" / "answers"
IMPORTS = "import math\nimport numpy as np\n"
with (ANSWERS / "manifest.csv").open(encoding="utf8", newline="") as file:
    MANIFEST = list(csv.DictReader(file))


def failed(judges, path: str) -> list[str]:
    """The checks that an answer fails."""
    return judges.code(Path(path).parent.name, IMPORTS + (ANSWERS / path).read_text("utf8")).failed


def test_every_answer_is_in_the_manifest():
    assert sorted(line["path"] for line in MANIFEST) == sorted(
        path.relative_to(ANSWERS).as_posix() for path in ANSWERS.glob("*/*.py"))


@pytest.mark.parametrize("path", [line["path"] for line in MANIFEST if line["kind"] == "correct"])
def test_what_is_right_gets_full_marks(judges, path):
    assert failed(judges, path) == []


@pytest.mark.parametrize("path", [line["path"] for line in MANIFEST if line["kind"] == "wrong"])
def test_what_is_wrong_does_not(judges, path):
    assert failed(judges, path)
