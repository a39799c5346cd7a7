"""The line under a chapter's title: write `step()` here, or open the notebook, with its points and minutes.

Which task a chapter has is known from `_build/tasks.json`, made by `step-grader tasks --json`. Points and minutes are
said as the notebook itself says them. A page that has neither a task's box nor its assignment has no such line.
"""

import json
import re
from pathlib import Path

from docutils import nodes
from sphinx.transforms import SphinxTransform

from .assignment import colab_address, download, notebooks
from .graded import TASKS
from .practice import place_of

FACTS = re.compile(r"\*\*([^*\n]*\bpoints\b[^*\n]*?)\.?\*\*")


def facts(notebook):
    """The points and the minutes, in the words of a notebook's first bold sentence about points; "" without one."""
    text = "".join("".join(cell["source"]) + "\n" for cell in json.loads(notebook.read_text("utf8"))["cells"]
                   if cell["cell_type"] == "markdown")
    found = FACTS.search(text)
    return found[1] if found else ""


class Offer(SphinxTransform):
    """What there is to do in a chapter stands on its first screen, above all else."""

    default_priority = 310  # after what a course does not want has gone

    def apply(self):
        root, page = Path(self.env.srcdir), self.env.docname
        self.env.note_dependency(str(root / TASKS))
        section = next(self.document.findall(nodes.section), None)
        if section is None or not (root / TASKS).is_file():
            return
        tasks = [task for task in json.loads((root / TASKS).read_text("utf8"))
                 if task["class"] and task.get("chapter") == page.rpartition("/")[2]]
        line = nodes.paragraph("", classes=["offers"])
        line += self.boxes(page, tasks)
        line += self.links(root, page, tasks)
        if line.children:
            section.insert(section.first_child_matching_class(nodes.title) + 1, line)

    def boxes(self, page, tasks):
        """A link to the first box that stands on this page."""
        here = self.env.metadata[page].get("boxes", [])
        for place in (place_of(task["name"]) for task in tasks if task["name"] in here):
            link = nodes.reference("", "Write ", refuri=f"#{place}", internal=True)
            link += [nodes.literal("step()", "step()"), nodes.Text(" here")]
            return [link]
        return []

    def links(self, root, page, tasks):
        """Links to these tasks' notebooks, as far as the page hands them out, and what these say of themselves."""
        titles = {task["name"]: task["title"] for task in tasks}
        folders = self.env.metadata[page].get("assignments", [])
        files = [file for name in folders for file in notebooks(root, name) if Path(file).stem in titles]
        if not files:
            return []
        up = "../" * page.count("/")
        one = len(files) == 1
        names = [titles[Path(file).stem] for file in files]
        opened = [nodes.reference("", "Open the assignment’s notebook in Colab" if one else name,
                                  refuri=colab_address(self.config, file)) for name, file in zip(names, files)]
        saved = [download("", "download it" if one else name, refuri=up + file) for name, file in zip(names, files)]
        made = opened if one else [_either("Open the assignments’ notebooks ", opened, " in Colab")]
        made.append(_either("or " if one else "or download ", saved))
        said = dict.fromkeys(facts(root / file) for file in files)
        said = " · ".join(one + " each" * (len(files) > len(said)) for one in said if one)
        return [*made, nodes.inline(said, said, classes=["facts"])] if said else made


def _either(before, links, after=""):
    """These links in a few words: one or the other."""
    line = nodes.inline()
    for number, link in enumerate(links):
        line += [nodes.Text(" or " if number else before), link]
    line += nodes.Text(after)
    return line


def setup(app):
    app.add_transform(Offer)
