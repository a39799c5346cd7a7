"""Who practises is told what the grader would tell: on practice's own trials each answer of the corpus has its name.

All answers to momentum are asked, and of the others one in eight; those in OTHERWISE were found by asking all.
"""

import pytest

from grader.judging.paths import Paths
from grader.language import registry
from grader.language.secret import PRACTICE
from grader.tools.corpus import Answer, stored

from ..walking import Result, namespace, walk_all

pytestmark = pytest.mark.long
IMPORTS = "import math\nimport numpy as np\n"
ANSWERS = stored()
TASKS = sorted({answer.task for answer in ANSWERS})
EVERY = {"momentum": 1}
BY_CHANCE = ("state_by_the_id_of_the_optimizer",)  # see test_corpus
# What other trials show otherwise, and why.
OTHERWISE = {
    "adagrad/wrong/ada_at_product": "that a number is not finite, which is true, shows on these trials alone",
    "adamw/wrong/adamw_decay_over_the_root": "its name, which is true, is found on these trials alone",
    "lion/wrong/sign_mean": "its name is not found on these trials",
    "nesterov/wrong/nag_lr_tensor_float32": "that η is read once, which is true, shows on the course's trials alone",
}


@pytest.mark.parametrize("task", TASKS)
def test_practice_says_what_the_grader_says(task):
    known = Paths(registry.find()[task].under(PRACTICE))

    def said(answer: Answer) -> tuple[bool, tuple[str, ...]]:
        paths = walk_all(lambda: namespace(IMPORTS + answer.code)[known.task.class_name], known.task)
        result = Result(known, paths)
        return not result.failed, tuple(sorted(result.names))

    steady = [answer for answer in ANSWERS if answer.task == task and not answer.id.endswith(BY_CHANCE)]
    asked = steady[::EVERY.get(task, 8)]
    found = {answer.id: said(answer) for answer in asked}
    expected = {answer.id: (answer.right, answer.names) for answer in asked}
    assert {name for name in found if found[name] != expected[name]} == OTHERWISE.keys() & found.keys()
