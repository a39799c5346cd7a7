"""What instructors and students ask has an answer on their page, under the heading where they would look.

Each question names the heading and what its answer must say: commands, files, numbers.
"""

import re

import pytest

from .test_chapter import ROOT

INSTRUCTORS = {
    "What will my students be able to do?": ("Plan a course", [
        "implement SGD", "common mistakes", "compare optimizers"]),
    "What do I teach in 4, 8 or 14 weeks?": ("Plan a course", ["4 weeks", "8 weeks", "14 weeks"]),
    "Which chapters are the core?": ("Plan a course", ["the core", "momentum.md", "adam.md", "weight_decay.md"]),
    "How many hours does it take my students?": ("Plan a course", [
        "quarter of an hour", "How long an assignment takes"]),
    "How long does grading 30, 300 or 3,000 take?": ("Plan a course", ["30", "300", "3,000", "BENCH.md"]),
    "How does my roster get in?": ("A roster", ["nbgrader db student import", "id,first_name", "handed in nothing"]),
    "How do I open formgrader?": ("By hand", ["make formgrader", "JupyterHub"]),
    "How does it work with JupyterHub's exchange?": ("From JupyterHub's exchange", [
        "nbgrader release_assignment", "nbgrader collect", "nbgrader release_feedback"]),
    "What about late work?": ("Late, once more, and never again", ["penalty_method", "timestamp.txt"]),
    "May they hand in again?": ("Late, once more, and never again", ["Handed in once more", "newest file counts"]),
    "What about groups?": ("Late, once more, and never again", ["Groups", "one of each group"]),
    "I changed a check. What of the points that I gave by hand?": ("Late, once more, and never again", [
        "A changed check", "given by hand stay"]),
    "A student appeals. How do I repeat a verdict?": (
        "The trials are your course's own", ["step-grader grade --trials"]),
    "Have two of them copied?": ("Answers that are alike", ["step-grader similar", "hint, not an accusation"]),
    "Solutions are public and assistants write step(), too. What now?": (
        "Solutions are public, and assistants write step() too", ["Variants", "Oral questions", "written part"]),
    "A student wants all data deleted.": ("Late, once more, and never again", [
        "step-grader forget", "Data protection"]),
    "What do I back up?": ("Late, once more, and never again", ["Backup", "trials.secret", "submitted/"]),
    "How do I grade the capstone's answer?": ("A rubric for the capstone", ["5 points", "mark scheme"]),
    "May I upgrade torch?": ("Upgrading torch", ["requirements.txt", "make lock", "make test"]),
    "How do I make a task of my own?": ("Tasks of your own", ["step-grader new-task", "check-task"]),
    "It does not work.": ("Troubleshooting", ["step-grader doctor", "trouble", "refused", "gradebook.db.before"]),
}
STUDENTS = {
    "What do I get points for?": ("Points, attempts, deadline, and what is allowed", ["Points", "Each check"]),
    "How often may I try?": ("Points, attempts, deadline, and what is allowed", ["Attempts", "newest file counts"]),
    "When is it due?": ("Points, attempts, deadline, and what is allowed", ["deadline", "lateness"]),
    "What is allowed?": ("Points, attempts, deadline, and what is allowed", ["What is allowed", "assistant"]),
    "Which versions and libraries are there?": (
        "What is not available while you are graded", ["NumPy", "newer Python"]),
    "How long may my code take?": ("How long your code may take", ["15 s", "1,500 MB"]),
    "The verdict is wrong!": ("Points, attempts, deadline, and what is allowed", ["An appeal", "eight digits"]),
    "How do I compare with torch myself?": ("Compare with torch yourself", ["torch.optim.SGD", "zero_grad"]),
}
ASKED = [(page, *asked) for page, questions in (("instructors", INSTRUCTORS), ("students", STUDENTS))
         for asked in ((question, *answer) for question, answer in questions.items())]


def section(text, heading):
    """What stands below a heading, as far as the next one."""
    text = re.sub(r"^```.*?^```$", lambda block: re.sub(r"^#", " #", block[0], flags=re.M), text, flags=re.M | re.S)
    found = re.search(rf"^#+ {re.escape(heading)}\n(.*?)(?=^#|\Z)", text, re.M | re.S)
    assert found, f"there is no heading “{heading}”"
    return found[1]


@pytest.mark.parametrize(("page", "question", "heading", "said"), ASKED, ids=[asked[1] for asked in ASKED])
def test_a_question_has_its_answer_where_one_would_look(page, question, heading, said):
    answer = section((ROOT / "book" / f"{page}.md").read_text("utf8"), heading).lower()
    assert [words for words in said if words.lower() not in answer] == [], question


def test_the_rubric_is_the_notebooks_mark_scheme():
    rubric = section((ROOT / "book" / "instructors.md").read_text("utf8"), "A rubric for the capstone")
    assert sum(map(int, re.findall(r"^\| (\d) \|", rubric, re.M))) == 5


def test_the_hours_of_a_plan_are_the_sum_of_its_notebooks_minutes():
    plan = section((ROOT / "book" / "instructors.md").read_text("utf8"), "Plan a course")
    minutes = {path.parent.name: 0 for path in (ROOT / "assignments").glob("*/*.ipynb")}
    for path in (ROOT / "assignments").glob("*/*.ipynb"):
        minutes[path.parent.name] += int((re.search(r", about (\d+) minutes", path.read_text("utf8")) or "00")[1])
    rows = re.findall(r"^\| \*\*\d+ weeks\*\*.*\| (.*) \|$", plan, re.M)
    first, second = ({name for name in minutes if f"`{name}`" in row} for row in rows[:2])
    plans = [first, first | second, {*minutes}]
    told = [int(n) for n in re.findall(r"(\d+) (?:minutes )?in (?:the plan|that)", plan)]
    assert [sum(minutes[name] for name in names) for names in plans] == told
