"""Answers that were written with only the notebooks at hand: neither the grader nor its lists were known.

What is right gets full marks, in whatever style. What is wrong does not, and the names that it was called
stand in `unseen/names.json`; each was compared with what the answer's author said is wrong with it.
`python -m tests.grader.test_unseen` writes that file anew.
"""

import json
from pathlib import Path

import pytest

from grader import task

from .conftest import Result, namespace, walk_all
from .unseen.right import CPU_ONLY, RIGHT
from .unseen.wrong import WRONG

NAMES = Path(__file__).with_name("unseen") / "names.json"
IMPORTS = "import math\nimport numpy as np\n"


def judged(name, code):
    chosen = task.load(name)
    return Result(chosen, walk_all(lambda: namespace(IMPORTS + code)[chosen.class_name], chosen))


@pytest.mark.parametrize("name", sorted(RIGHT))
def test_what_is_right_gets_full_marks(name):
    assert {style: judged(name, code).failed for style, code in RIGHT[name].items()} == dict.fromkeys(RIGHT[name], [])


@pytest.mark.parametrize("name", sorted(CPU_ONLY))
def test_what_is_right_on_the_cpu_alone_loses_the_device_check_alone(name):
    for style, code in CPU_ONLY[name].items():
        assert judged(name, code).failed == ["device"], style


@pytest.mark.parametrize("name", sorted(WRONG))
def test_what_is_wrong_loses_points_and_is_called_by_its_name(name):
    names = json.loads(NAMES.read_text("utf8"))[name]
    assert set(names) == set(WRONG[name])
    some = {mistake: judged(name, WRONG[name][mistake]) for mistake in list(names)[::3]}  # all take minutes
    assert [mistake for mistake, found in some.items() if not found.failed] == []
    assert {mistake: sorted(found.names) for mistake, found in some.items()} == {m: names[m] for m in some}


if __name__ == "__main__":
    NAMES.write_text(json.dumps({name: {mistake: sorted(judged(name, code).names) for mistake, code in answers.items()}
                                 for name, answers in WRONG.items()}, indent=1) + "\n", "utf8")
