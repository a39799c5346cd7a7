"""Answers that were written with only the notebooks at hand: neither the grader nor its lists were known.

What is right gets full marks, in whatever style. What is wrong does not, and the names that it was called
stand in `unseen/names.json`; each was compared with what the answer's author said is wrong with it.
`python -m tests.grader.judging.test_unseen` writes that file anew.
"""

import json
from pathlib import Path

import pytest

from ..walking import Judges
from .unseen.right import CPU_ONLY, RIGHT
from .unseen.wrong import WRONG

pytestmark = pytest.mark.long
NAMES = Path(__file__).with_name("unseen") / "names.json"
IMPORTS = "import math\nimport numpy as np\n"


@pytest.mark.parametrize("name", sorted(RIGHT))
def test_what_is_right_gets_full_marks(judges, name):
    failed = {style: judges.code(name, IMPORTS + code).failed for style, code in RIGHT[name].items()}
    assert failed == dict.fromkeys(RIGHT[name], [])


@pytest.mark.parametrize("name", sorted(CPU_ONLY))
def test_what_is_right_on_the_cpu_alone_loses_the_device_check_alone(judges, name):
    for style, code in CPU_ONLY[name].items():
        assert judges.code(name, IMPORTS + code).failed == ["device"], style


@pytest.mark.parametrize("name", sorted(WRONG))
def test_what_is_wrong_loses_points_and_is_called_by_its_name(judges, name):
    names = json.loads(NAMES.read_text("utf8"))[name]
    assert set(names) == set(WRONG[name])
    some = list(names)[::3]  # all take minutes: the command above judges them
    found = {mistake: judges.code(name, IMPORTS + WRONG[name][mistake]) for mistake in some}
    assert [mistake for mistake, result in found.items() if not result.failed] == []
    assert {mistake: sorted(result.names) for mistake, result in found.items()} == {m: names[m] for m in some}


if __name__ == "__main__":
    judges = Judges()
    NAMES.write_text(json.dumps(
        {name: {mistake: sorted(judges.code(name, IMPORTS + code).names) for mistake, code in answers.items()}
         for name, answers in WRONG.items()}, indent=1) + "\n", "utf8")
