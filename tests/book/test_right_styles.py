"""What is right, in ten styles for each rule, is right in the box "Write it here": nobody right is told otherwise."""

import re
from pathlib import Path

import pytest

from tests.book.test_write import TASKS, browser, needs_chromium, show, site  # noqa: F401  (fixtures)
from tests.book.test_wrong_rules import JUDGE, exercise, games  # noqa: F401  (fixtures)

STYLES = 10
FOLDER = Path(__file__).parent / "right_answers"

pytestmark = pytest.mark.long  # together
by_task = pytest.mark.parametrize("name", TASKS)


def styles(name):
    """The sources of a task's right answers by their styles."""
    found = re.split(r"^# %% (.*)\n", (FOLDER / f"{name}.py").read_text("utf8"), flags=re.MULTILINE)
    return dict(zip(found[1::2], found[2::2]))


@by_task
def test_there_are_ten_styles_of_each_rule_and_no_two_alike(name):
    assert len(styles(name)) == STYLES == len(set(styles(name).values()))


@pytest.mark.browser
@needs_chromium
@by_task
def test_each_is_right_in_the_page(browser, show, games, name):  # noqa: F811
    show()
    said = browser.execute_async_script(JUDGE, name, list(styles(name).values()))
    assert {style: answer for style, answer in zip(styles(name), said, strict=True) if not answer["right"]} == {}
