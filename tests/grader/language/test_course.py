"""A course's addresses come from its Jupyter Book configuration, wherever the course is published."""

import pytest

from grader.language.course import HOME, Course, NotReleased


@pytest.mark.parametrize("url, book", [
    ("https://github.com/somebody/course", "https://somebody.github.io/course/book"),
    ("https://github.com/somebody/course/", "https://somebody.github.io/course/book"),
    ("https://github.com/somebody/course.git", "https://somebody.github.io/course/book"),
    ("https://gitlab.com/group/course", "https://group.gitlab.io/course/book"),
    ("https://gitlab.com/group/sub/course", "https://group.gitlab.io/sub/course/book"),
    ("https://git.example.edu/group/course", ""),
    ("git@github.com:somebody/course", ""),
    ("not an address", ""),
    ("", ""),
])
def test_the_book_is_where_the_host_publishes_pages_or_nowhere(tmp_path, url, book):
    (tmp_path / "_config.yml").write_text(f"repository: {{url: '{url}'}}")
    course = Course.at(tmp_path)
    assert course.book == book
    assert course.section("momentum#momentum-rule") == (f"{book}/momentum.html#momentum-rule" if book else None)


def test_an_address_that_is_given_wins(tmp_path):
    (tmp_path / "_config.yml").write_text(
        "repository: {url: 'https://github.com/a/b'}\nhtml: {baseurl: 'https://course.example.edu/'}")
    assert Course.at(tmp_path).section("step") == "https://course.example.edu/book/step.html"


@pytest.mark.parametrize("config", [
    None, "", "[]", "html:", "repository: 3", "repository: {url: [1]}", "3", "a: [", "a: \x00"])
def test_a_configuration_without_addresses_is_a_course_without_links(tmp_path, config):
    if config is not None:
        (tmp_path / "_config.yml").write_text(config)
    course = Course.at(tmp_path)
    assert (course.book, course.repository, course.section("step#step-none")) == ("", "", None)


def test_this_checkouts_own_course_has_its_notebooks():
    assert HOME.released("momentum").is_file() and HOME.book.startswith("https://")


def test_a_notebook_that_was_never_given_out_is_named(tmp_path):
    with pytest.raises(NotReleased) as lack:
        Course(tmp_path).released("nadam")
    assert (lack.value.notebook, lack.value.folder) == ("nadam", tmp_path / "assignments")


@pytest.mark.parametrize("config, wanted", [
    ("title: a", True), ("sphinx: {config: {practice: true}}", True), ("sphinx: {config: {practice: false}}", False)])
def test_a_course_that_wants_no_practice_says_so_where_the_book_does(tmp_path, config, wanted):
    (tmp_path / "_config.yml").write_text(config)
    assert Course.at(tmp_path).practice is wanted
