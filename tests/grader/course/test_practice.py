"""The cell for practice is given out where it can work and is wanted, and not elsewhere."""

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from grader.course.preprocessors import FillAddresses

HERE = "https://example.org/course"


@pytest.mark.nbgrader
@pytest.mark.parametrize("repository, practice, left", [(HERE, True, ["a", "practice"]), (HERE, False, ["a"]),
                                                        ("", True, ["a"])])
def test_the_cell_for_practice_needs_a_repository_and_the_courses_leave(repository, practice, left):
    cells = [new_code_cell("1", id="a"), new_code_cell("# git+{{ repository }}", id="practice")]
    filler = FillAddresses(repository=repository, practice=practice)
    given, _ = filler.preprocess(new_notebook(cells=cells), {})
    assert [cell.id for cell in given.cells] == left
    assert given.cells[-1].source in ("1", f"# git+{HERE}")
