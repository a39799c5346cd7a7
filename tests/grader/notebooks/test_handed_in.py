"""Any hand-in: the answer is found, whatever it is called and wherever it lies, or it is said what is there instead."""

import json
import os

import pytest

from grader.language.course import HOME
from grader.notebooks import archive, handed_in, stamp
from grader.notebooks.handed_in import Asked, belongs, look_through, pick, together
from grader.notebooks.repair import repair, template
from grader.outcome.refusal import Refused, Unfit

from .shapes import ANSWER, DAMPENED, RIGHT_TEXT, SHAPES, hand_in, zipped

CELLS = {name: template(HOME.released(name).read_bytes())
         for name in ("momentum", "adam_l2", "adamw", "capstone", "catch")}
CLASSES = {"momentum": "Momentum", "adam_l2": "AdamL2", "adamw": "AdamW", "capstone": "Momentum", "catch": None}


def asked(*names):
    return together([Asked(name, CLASSES[name], CELLS[name]) for name in names])


def code(notebook):
    return "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")


@pytest.mark.parametrize("student", SHAPES)
def test_each_is_found_or_called_by_its_name(tmp_path, student):
    one, folder = SHAPES[student], hand_in(tmp_path, student)
    beside = tmp_path / "submitted" / "with a checkpoint" / "momentum"
    if not beside.exists():
        hand_in(tmp_path, "with a checkpoint")
    (momentum,) = asked("momentum")
    there = look_through(folder, folder.parent)
    if one.unfit:
        with pytest.raises(Refused) as refused:
            pick(there, momentum)
        assert refused.value.refusal.unfit is one.unfit
        return
    found = pick(there, momentum)
    shaped = repair(found.notebook, momentum.cells, "missing")
    assert (ANSWER if one.points == 10 else DAMPENED).strip() in code(shaped)
    taken = found.choice.taken
    assert taken in one.files or any(taken.startswith(f"{name}/") for name in one.files)


def node(name, changes):
    """The released notebook as text, with changes in it."""
    text = HOME.released(name).read_text("utf8")
    for before, after in changes.items():
        assert before in text
        text = text.replace(before, after)
    return text


def laid(folder, files):
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, "utf8")
    return look_through(folder)


STUB = {"raise NotImplementedError": "pass"}


@pytest.mark.parametrize("names", [
    ("Copy of adam_l2.ipynb", "Copy of adamw.ipynb"), ("adamw.ipynb", "adam_l2.ipynb"), ("1.ipynb", "2.ipynb")])
def test_each_notebook_of_an_assignment_finds_its_own_file_by_its_cells(tmp_path, names):
    there = laid(tmp_path, {names[0]: node("adam_l2", STUB), names[1]: node("adamw", STUB)})
    l2, w = asked("adam_l2", "adamw")
    assert pick(there, l2, [w]).choice.taken == names[0]
    assert pick(there, w, [l2]).choice.taken == names[1]


def test_a_file_that_answers_both_is_taken_for_both_where_nothing_else_is_there(tmp_path):
    both = node("adamw", {"class AdamW": "class AdamL2(Optimizer): ...\\n\",\n\"class AdamW"})
    there = laid(tmp_path, {"adamw.ipynb": both})
    l2, w = asked("adam_l2", "adamw")
    assert pick(there, w, [l2]).choice.taken == pick(there, l2, [w]).choice.taken == "adamw.ipynb"
    with pytest.raises(Refused):
        pick(there, l2, [w], loosely=False)


def test_a_notebook_belongs_to_what_its_cells_say_and_not_to_each_class_in_it(tmp_path):
    every = asked("momentum", "adam_l2", "adamw", "capstone")
    there = laid(tmp_path, {"momentum.ipynb": node("capstone", {
        "class WarmupCosine": "class Momentum(Optimizer): ...\\n\",\n\"class WarmupCosine"})})
    assert [belongs(file, every).name for file in there.files] == ["capstone"]


def test_what_asks_for_no_class_is_known_by_its_cells_and_answers_nothing_else(tmp_path):
    raw = json.loads(HOME.released("catch").read_text("utf8"))
    for cell in raw["cells"]:
        cell["metadata"], cell["source"] = {}, "".join(cell["source"]).replace("raise NotImplementedError", "pass")
    there = laid(tmp_path, {"Untitled.ipynb": json.dumps(raw)})
    catch, momentum = asked("catch", "momentum")
    assert [belongs(file, [catch, momentum]).name for file in there.files] == ["catch"]
    assert pick(there, catch, [momentum]).choice.taken == "Untitled.ipynb"
    with pytest.raises(Refused):
        pick(there, momentum, [catch])


# What is looked through has limits


def test_a_folder_of_too_many_files_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(handed_in, "MAX_FILES", 3)
    assert laid(tmp_path / "a", {f"{k}.ipynb": "{}" for k in range(3)}).wrong is None
    assert laid(tmp_path / "b", {f"{k}.ipynb": "{}" for k in range(4)}).wrong.unfit is Unfit.TOO_MANY_FILES
    monkeypatch.setattr(handed_in, "MAX_ENTRIES", 5)
    assert laid(tmp_path / "c", {f"{k}.dat": "" for k in range(6)}).wrong.unfit is Unfit.TOO_MANY_FILES


def test_all_that_is_opened_together_has_a_limit(tmp_path, monkeypatch):
    monkeypatch.setattr(handed_in, "MAX_ALL_MB", 0.1)
    files = {f"{k}.zip": zipped({"momentum.ipynb": RIGHT_TEXT * 2}) for k in range(5)}
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    assert look_through(tmp_path).wrong.unfit is Unfit.TOO_MANY_FILES


def test_what_lies_deeper_than_anybody_would_put_it_is_not_looked_for(tmp_path):
    deep = "/".join("d" * (handed_in.MAX_DEPTH + 3))
    assert laid(tmp_path, {f"{deep}/momentum.ipynb": RIGHT_TEXT}).files == []


def test_folders_that_lead_into_each_other_end(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "b").symlink_to(tmp_path)
    (tmp_path / "momentum.ipynb").write_text(RIGHT_TEXT, "utf8")
    assert [file.name for file in look_through(tmp_path).files] == ["momentum.ipynb"]


def test_a_zip_with_a_list_beyond_its_end_is_refused_before_the_list_is_read():
    raw = bytearray(zipped({"momentum.ipynb": RIGHT_TEXT}))
    at = raw.rfind(b"PK\5\6")
    raw[at + 12:at + 16] = (50_000_000).to_bytes(4, "little")
    with pytest.raises(Refused) as refused:
        archive.Archive(bytes(raw))
    assert refused.value.refusal.unfit is Unfit.ZIP_LARGE


def test_a_name_of_strange_characters_is_shown_without_them(tmp_path):
    (tmp_path / "a.zip").write_bytes(zipped({"\x1b[31m\n" + "x" * 400 + ".ipynb": RIGHT_TEXT}))
    (file,) = look_through(tmp_path).files
    assert file.name.isprintable() and len(file.name) <= handed_in.MAX_NAME


# Times


@pytest.mark.parametrize("text, seconds", [
    ("2026-10-05 14:30:12.5 UTC", 12.5), ("2026-10-05 16:30:12 +0200", 12), ("2026-10-05 09:00:12 -05:30", 12),
    ("2026-10-05T14:30:12", 12), ("hw_ada_attempt_2026-10-05-14-30-12_momentum.ipynb", 12),
    ("20261005143012_momentum.ipynb", 12), ("20261005143012500", 12.5), ("20261005-143012", 12),
    ("1-2 - Ada Lovelace - Oct 5, 2026 230 PM - m.ipynb", 0), ("- October 5, 2026 14:30 -", 0),
    ("momentum.ipynb", None), ("momentum 2026.ipynb", None), ("2026-13-45 14:30:12", None), ("4711_8150", None),
    ("2026-10-05", None), ("", None)])
def test_a_time_is_read_as_platforms_write_it(text, seconds):
    half_past_two = 1_791_210_600.0
    assert stamp.of_text(text) == (None if seconds is None else half_past_two + seconds)


def test_a_time_in_a_folders_name_counts_for_what_is_in_it():
    assert stamp.of_name("ada+momentum+2026-10-05 14:30:12 UTC/momentum.ipynb") == 1_791_210_612


@pytest.mark.parametrize("seconds, cells", [(1.0, True), (30.0, False)])
def test_of_one_time_the_one_with_more_answered_cells_is_taken(tmp_path, seconds, cells):
    """A zip's clock has two seconds: what was unpacked together is of one time."""
    given = node("capstone", {})
    laid(tmp_path, {"a.ipynb": given.replace("# Your code here", "# mine"),
                    "b.ipynb": given.replace("# Your code here", "# mine", 1)})
    os.utime(tmp_path / "a.ipynb", (1000, 1000))
    os.utime(tmp_path / "b.ipynb", (1000 + seconds, 1000 + seconds))
    (capstone,) = asked("capstone")
    found = pick(look_through(tmp_path), capstone)
    assert found.choice.taken == ("a.ipynb" if cells else "b.ipynb")
    assert found.choice.others == (("b.ipynb",) if cells else ("a.ipynb",))
