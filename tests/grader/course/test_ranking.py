"""What the rules that a class invented have reached is read where it is kept, and shown without names."""

import json
import re

import pytest

from grader.course import ranking
from grader.language import registry
from grader.outcome.own import Standing
from grader.telling import classes, told
from grader.telling.told import Told

from ..classroom import Course

CAPSTONE = registry.find()["capstone"]
KEPT = {"ada": 0.41, "blaise": 0.2037, "carl": None, "daniel": 0.41}


@pytest.fixture
def coursedir(tmp_path):
    """A course in which these have been graded, one of whom has a file that cannot be read."""
    for student, loss in KEPT.items():
        kept = told.keep(Told("Capstone", (), 10, 10, own_loss=loss))
        write(tmp_path, student, json.dumps({"metadata": {told.KEPT: kept}, "cells": []}))
    write(tmp_path, "emmy", "{")
    write(tmp_path, "felix", json.dumps({"metadata": {told.KEPT: {"own_loss": "0"}}}))
    course = Course.__new__(Course)
    course.root = tmp_path
    return course.api().coursedir


def write(root, student, text):
    path = root / "autograded" / student / "capstone" / "capstone.ipynb"
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf8")


def test_the_losses_that_are_kept_are_ranked(coursedir):
    assert ranking.standing("capstone", CAPSTONE, coursedir) == Standing((0.2037, 0.41, 0.41), 0.2127, 150)
    assert ranking.standing("momentum", CAPSTONE, coursedir).losses == ()


def test_the_report_shows_places_and_no_names(coursedir, tmp_path):
    standing = ranking.standing("capstone", CAPSTONE, coursedir)
    classes.report(tmp_path / "report.html", "capstone", [classes.Result("ada")], standing=standing)
    page = (tmp_path / "report.html").read_text("utf8")
    (table,) = re.findall(r'<table class="ranking">.*?</table>', page, re.S)
    assert re.findall(r'<td class="n">([^<]*)</td>', table) == ["1", "0.2037", "2", "0.41", "2", "0.41"]
    assert not any(name in table for name in KEPT)
