"""The capstone's notebook: what its own cells say, and the film that they make."""

import contextlib
import io

import matplotlib.pyplot as plt
import nbformat
import pytest
import torch
from PIL import Image

from grader.language import HOME, registry

pytestmark = pytest.mark.long
CELLS = {cell.id: cell.source for cell in nbformat.read(
    HOME.folder / "solutions" / "capstone" / "capstone.ipynb", as_version=4).cells}
MOST_BYTES = 1_500_000


@pytest.fixture(scope="module")
def notebook():
    """What the solution's cells have defined, up to the runs."""
    before, names = torch.get_default_dtype(), {}
    for name in ("setup", "data", "base", "helper", "optimizers", "schedule-solution", "training", "search", "tuning",
                 "own"):
        exec(CELLS[name], names)
        plt.close("all")
    yield names
    torch.set_default_dtype(before)


def searched(notebook, **grids):
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        notebook["search"]({notebook[name]: grid for name, grid in grids.items()})
    return said.getvalue()


def test_a_best_rate_at_the_edge_of_its_grid_is_told(notebook):
    said = searched(notebook, Adam=[0.01, 0.03, 0.1], Lion=[0.03, 0.1])
    assert "Adam is best with the largest η of its grid, 0.1" in said and "try 0.3." in said
    assert "Lion is best with the smallest η of its grid, 0.03" in said
    assert "not fair yet: Adam had 3 tries, Lion had 2 tries." in said


def test_what_the_search_prints_is_what_the_solution_has_written_down(notebook):
    for name, run in notebook["runs"].items():
        assert f'runs["{name}"] = {run}'.replace("'", '"') in searched(notebook, **{name: [run["lr"]]})


def test_the_film_shows_every_fifth_step_and_is_small(notebook, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    exec(CELLS["film"], notebook)
    with Image.open(tmp_path / "land.gif") as film:
        assert film.n_frames >= 31
    assert (tmp_path / "land.gif").stat().st_size < MOST_BYTES


def test_the_number_to_beat_is_what_our_best_reaches_and_it_does_not_beat_itself(notebook):
    """AdamW with 0.3, as the notebook says."""
    name, number = "AdamW", registry.find()["capstone"].to_beat
    (right,) = [cell for cell in nbformat.read(HOME.folder / "solutions" / "weight_decay" / "adamw.ipynb", 4).cells
                if cell.id == "solution"]
    exec(right.source, notebook)
    loss = notebook["loss_of"](notebook["train"](notebook[name], 0.3)[1])
    assert f"{loss:.4g}" == f"{number:g}" and not loss < number
    assert f"**A number to beat: {number:g}.**" in CELLS["rules"] and f"< {number:g}" in CELLS["try-own"]
