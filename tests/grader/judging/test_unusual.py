"""Seldom seen is not wrong: unusual styles get full marks, and what is wrong in them costs what it is worth."""

import pytest

from .unusual import RIGHT, WRONG

pytestmark = pytest.mark.long
IMPORTS = "import math\nimport numpy as np\n"


@pytest.mark.parametrize("task, code", [(task, code) for task, answers in RIGHT.items() for code in answers.values()],
                         ids=[f"{task}: {style}" for task, answers in RIGHT.items() for style in answers])
def test_what_is_right_gets_full_marks(judges, task, code):
    assert judges.code(task, IMPORTS + code).failed == []


@pytest.mark.parametrize("task, code, failed", [(task, *row) for task, rows in WRONG.items() for row in rows.values()],
                         ids=[f"{task}: {style}" for task, rows in WRONG.items() for style in rows])
def test_what_is_wrong_fails_its_checks_and_no_other(judges, task, code, failed):
    found = judges.code(task, IMPORTS + code).failed
    assert found and (failed is None or sorted(found) == sorted(failed))
