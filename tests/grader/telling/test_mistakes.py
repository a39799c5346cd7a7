"""What the book's pages of mistakes are made from: for every mistake an entry, a picture and what gives it away."""

import re
from dataclasses import replace

import pytest

from grader.language import HOME, Course, Misconception, Task, registry
from grader.language.course import anchor
from grader.tasks import capstone, momentum
from grader.telling import mistakes

TASKS = [task for task in (*registry.find().values(), capstone.schedule)
         if isinstance(task, Task) and task.course is HOME]
WALKS = mistakes.Walks(momentum.task)


def shown(name, task=momentum.task):
    walks = WALKS if task is momentum.task else mistakes.Walks(task)
    (mistake,) = (m for m in task.misconceptions if m.name == name)
    return walks.shown(mistake)


def test_each_kind_of_page_belongs_to_a_task_and_the_schedule_of_a_capstone():
    assert [task.name for task in mistakes._tasks(capstone.task)] == ["schedule"]
    assert list(mistakes._tasks(momentum.task)) == [momentum.task]


@pytest.mark.parametrize("name, signs", [
    ("uphill", "The first step goes the wrong way. Then the path leaves the valley."),
    ("dampened", "The first step is 90 % too short."),
    ("lr_inside_velocity", "It shows only when η has changed."),
    ("none_crashes", "It shows only when a gradient is None. Step 1 ends with an error."),
    ("first_parameter_only", "It shows only with several parameters."),
    ("state_shared_by_all_optimizers", "It shows only when a second optimizer takes over the parameters."),
    ("generator_used_up", "It shows only when the parameters come as a generator. The first step moves nothing."),
    ("momentum_hard_coded", "It shows only with other hyperparameters than the defaults."),
    ("velocity_too_late", "The first step moves nothing."),
    ("decay_not_asked_for_0.0001", "No picture shows it"),
])
def test_what_gives_a_mistake_away_is_told_in_words(name, signs):
    assert signs in shown(name)["signs"]


def test_a_picture_has_both_paths_and_nothing_far_away():
    paths = shown("uphill")["paths"]
    assert paths["right"][0] == paths["wrong"][0] == [-4.5, 1.2]
    assert len(paths["right"]) == mistakes.STEPS + 1
    assert max(abs(c) for point in paths["wrong"] for c in point) < 40
    x, y = paths["right"][-1]
    assert abs(x) + abs(y) < 2, "the right path comes down"


def test_a_schedules_picture_is_a_curve_of_rates():
    made = shown("warmup_from_zero", capstone.schedule)
    assert made["signs"] == "The first step’s rate is zero."
    assert made["paths"]["wrong"][0] == [0, 0] and max(y for _, y in made["paths"]["right"]) == 1


def test_no_state_is_carried_from_one_walk_to_the_next():
    first, second = (shown("state_shared_by_all_optimizers") for _ in range(2))
    assert first == second


def test_links_lead_to_a_page_of_mistakes_only_where_there_is_one(tmp_path):
    (tmp_path / "_config.yml").write_text("html: {baseurl: 'https://course.example.edu/'}")
    assert Course.at(tmp_path).mistake("adam", "no_bias_correction") is None
    (tmp_path / "_toc.yml").write_text(
        "root: book/index\nparts: [{chapters: [{file: book/mistakes, sections: [{file: book/mistakes/adam}]}]}]")
    course = Course.at(tmp_path)
    assert course.mistake("adam", "G_as_in_adagrad") == (
        "https://course.example.edu/book/mistakes/adam.html#mistake-g-as-in-adagrad")
    assert course.mistake("lion", "uphill") is None
    assert replace(course, book="").mistake("adam", "uphill") is None


@pytest.mark.parametrize("contents", ["", "3", "[a, b]", "a: [", "file: 3"])
def test_a_table_of_contents_that_cannot_be_read_has_no_pages(tmp_path, contents):
    (tmp_path / "_toc.yml").write_text(contents)
    assert Course.at(tmp_path).pages == ()


def test_an_anchor_can_stand_in_an_address():
    names = {m.name for task in TASKS for m in task.misconceptions}
    assert all(re.fullmatch(r"mistake-[a-z0-9-]+", anchor(name)) for name in names)
    assert Misconception("m", "", "", "").family is None
