"""Whatever the secret, a mistake fails the same checks under the same names, and what is right is right."""

from dataclasses import replace

import pytest

from grader.language import registry

from .secrets import differences, others

pytestmark = pytest.mark.long
TASKS = registry.find()


@pytest.mark.parametrize("name", ["sgd", "momentum"])
def test_verdicts_do_not_depend_on_the_secret(name):
    """A third of the mistakes; `python -m tests.grader.judging.secrets` asks for all tasks and many secrets."""
    task = TASKS[name]
    some = replace(task, misconceptions=task.misconceptions[::3])
    assert list(differences([some], others(2))) == []
