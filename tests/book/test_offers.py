"""The line under a chapter's title: write `step()` here, or open the notebook, with its points and minutes."""

import json
import re

import pytest

from tests.book.test_extension import CONF, build  # noqa: F401  (a fixture)

ONE = "**10 points, about 30 minutes.** You need torch.\n\nYou have 3 points in **two trials**."
TASKS = [{"name": "momentum", "title": "Momentum", "class": "Momentum", "chapter": "index", "points": 10},
         {"name": "damped", "title": "Damped momentum", "class": "Damped", "chapter": "index", "points": 10},
         {"name": "adam", "title": "Adam", "class": "Adam", "chapter": "adam", "points": 10},
         {"name": "catch", "title": "Catch", "class": None, "chapter": "index", "points": 10}]
PRACTICE = {"title": "Momentum", "hyperparameters": [["lr", None]], "symbols": {}, "trials": [], "right": [],
            "tolerance": 1e-9, "mistakes": [], "class": "Momentum"}
BOTH = "# Rolling\n\nA figure.\n\n## Rule\n\n```{write} momentum\n```\n\n```{assignment} momentum\n```\n"


@pytest.fixture
def line(build, tmp_path):  # noqa: F811
    """The text of the line on a page, and where its links lead; None if there is no line."""

    def found(page, notebooks=("momentum",), says=ONE):
        (tmp_path / "_build").mkdir(exist_ok=True)
        (tmp_path / "_build" / "tasks.json").write_text(json.dumps(TASKS))
        (tmp_path / "_build" / "practice.json").write_text(
            json.dumps([{"task": name} | PRACTICE for name in ("momentum", "damped", "adam")]))
        for name in notebooks:
            path = tmp_path / "assignments" / "momentum" / f"{name}.ipynb"
            path.parent.mkdir(parents=True, exist_ok=True)
            cell = {"cell_type": "markdown", "id": "title", "metadata": {}, "source": f"# Momentum\n\n{says}"}
            path.write_text(json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))
        app, warnings = build(page)
        assert app.statuscode == 0, warnings
        page = (tmp_path / "out" / "html" / "index.html").read_text()
        there = re.search(r'</h1>\s*<p class="offers">(.*?)</p>', page, re.S)
        assert bool(there) == ('class="offers"' in page), "it stands right under the title"
        return there and (re.sub(r"<[^>]+>", "", there[1]), re.findall(r'href="([^"]+)"', there[1]), page)

    return found


def test_a_chapter_offers_its_box_and_its_notebook_with_points_and_minutes(line):
    text, links, page = line(BOTH)
    assert text == "Write step() hereOpen the assignment’s notebook in Colabor download it10 points, about 30 minutes"
    box, colab, file = links
    assert f'id="{box[1:]}"' in page and colab.endswith("/momentum/momentum.ipynb")
    assert file == "assignments/momentum/momentum.ipynb"


def test_two_notebooks_are_offered_by_their_names_and_the_first_box(line):
    page = BOTH.replace("```{write} momentum\n", "```{write} damped\n```\n\n```{write} momentum\n")
    text, links, _ = line(page, ("damped", "momentum"))
    assert "Open the assignments’ notebooks Damped momentum or Momentum in Colab" in text
    assert "or download Damped momentum or Momentum" in text
    assert text.endswith("10 points, about 30 minutes each") and len(links) == 5 and links[0] == "#write-momentum"
    assert [link.rpartition("/")[2] for link in links[1:]] == ["damped.ipynb", "momentum.ipynb"] * 2
    assert all("colab" in link for link in links[1:3]) and links[3:] == [
        f"assignments/momentum/{name}.ipynb" for name in ("damped", "momentum")]


def test_where_a_course_wants_no_practice_there_is_the_notebook_alone(line, monkeypatch):
    monkeypatch.setattr("tests.book.test_extension.CONF", CONF + "practice = False\n")
    text, links, _ = line(BOTH)
    assert text.startswith("Open the assignment’s notebook") and len(links) == 2


def test_a_page_that_only_writes_about_a_box_offers_none(line):
    page = "# Rolling\n\n```{raw} html\n<p id=\"write-momentum\"></p>\n```\n"
    assert line(page) is None


def test_a_page_without_a_notebook_offers_its_box_alone(line):
    assert line(BOTH.partition("```{assignment}")[0])[:2] == ("Write step() here", ["#write-momentum"])


@pytest.mark.parametrize("page", ["# Rolling\n\nText.\n", "# Rolling\n\n```{write} adam\n```\n", "No title.\n"])
def test_a_page_that_has_none_of_its_own_has_no_line(line, page):
    assert line(page) is None


def test_a_notebook_that_says_neither_points_nor_minutes_is_offered_without(line):
    text, *_ = line(BOTH, says="**Écris** le pas.")
    assert text.endswith("or download it")


def test_a_course_whose_tasks_nobody_has_written_down_has_no_line(build, tmp_path):  # noqa: F811
    build("# Rolling\n\nText.\n")
    assert "offers" not in (tmp_path / "out" / "html" / "index.html").read_text()
