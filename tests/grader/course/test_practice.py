"""The cell for practice is given out where it can work and is wanted, and not elsewhere; run, it shows the verdict."""

import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

from grader.course.preprocessors import FillAddresses

from ..answers import BASE, DAMPENED

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


@pytest.mark.nbgrader
def test_in_a_kernel_it_shows_name_hint_and_picture_whatever_the_order_of_the_cells():
    # As somebody runs them who wrote the class above all else: its cell fails at first, and is run again.
    run = [DAMPENED, BASE, DAMPENED, "from grader import practice; practice(Momentum)"]
    notebook = new_notebook(cells=list(map(new_code_cell, run)))
    NotebookClient(notebook, allow_errors=True, kernel_name="python3").execute()
    assert notebook.cells[0].outputs[0].ename == "NameError"
    waiting, shown = notebook.cells[-1].outputs
    assert "fresh process" in waiting.text
    assert "You average the gradients where the rule sums them." in shown.data["text/plain"]
    assert '<polyline class="mine"' in shown.data["text/html"]
