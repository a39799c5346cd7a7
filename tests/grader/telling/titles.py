"""The titles to which feedback sends people, as the book has them.

`python -m tests.grader.telling.titles` writes grader/telling/titles.json anew.
"""

import json
import re

from grader.language import registry
from grader.language.course import HOME
from grader.language.task import Task
from grader.outcome.finding import Observed
from grader.telling import meanings, words
from grader.telling.titles import FILE


def sections():
    """Every section of this course's book to which anything sends."""
    found = {words.section_of(observed) for observed in Observed}
    found |= {f"step#step-{section}" for section in meanings.SECTIONS}
    for exam in registry.find().values():
        for task in (exam, getattr(exam, "schedule", None)):
            if isinstance(task, Task) and task.course == HOME:
                found |= {mistake.section for mistake in (*task.misconceptions, *task.families)}
    return sorted(found)


def title_of(page, label=""):
    """The heading at a label or, where none stands there, the heading under which it stands."""
    text = re.sub(r"^```.*?^```", "", (HOME.folder / "book" / f"{page}.md").read_text("utf8"), flags=re.M | re.S)
    if not label:
        heading = re.search(r"^# (.*)", text, re.M)
    else:
        before, _, after = text.partition(f"({label})=\n")
        heading = re.match(r"\s*#+ (.*)", after) or list(re.finditer(r"^#+ (.*)", before, re.M))[-1]
    return heading[1].replace("`", "").strip()


def everything():
    """All of them, by page and by section."""
    pages = {section.partition("#")[0] for section in sections()}
    return {page: title_of(page) for page in sorted(pages)} | {
        section: title_of(*section.split("#")) for section in sections() if "#" in section}


if __name__ == "__main__":
    FILE.write_text(json.dumps(everything(), indent=1, ensure_ascii=False) + "\n", "utf8")
