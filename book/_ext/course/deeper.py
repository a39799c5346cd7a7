"""The second layer of a chapter: proofs and details, folded under a title.

```{deeper} Why the bound is 2(1 + μ)
```

stands where the fold begins. All that follows goes in, cells and subsections too, as far as ```{deeper-end}``` or,
without one, to the end of the section. What a fold holds is found by searching, opened by a link, and printed.
"""

from docutils import nodes
from sphinx.transforms import SphinxTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective
from sphinx_design.shared import create_component

logger = logging.getLogger(__name__)


class deeper_end(nodes.Element):  # noqa: N801  (docutils names nodes so)
    """The place where a fold ends."""


class Deeper(SphinxDirective):
    """Where a fold begins: its title."""

    required_arguments = 1
    final_argument_whitespace = True

    def run(self):
        fold = create_component("dropdown", opened=False, has_title=True, icon=None, chevron=None, gathers=True,
                                container_classes=["deeper"], title_classes=[], body_classes=[])  # fmt: skip
        self.set_source_info(fold)
        title, messages = self.state.inline_text(self.arguments[0], self.lineno)
        name = nodes.fully_normalize_name(f"deeper {self.arguments[0]}")
        heading = nodes.rubric(self.arguments[0], "", *title, names=[name])
        self.state.document.note_implicit_target(heading)  # its id becomes the fold's: what search links to
        fold += heading
        return [fold, *messages]


class DeeperEnd(SphinxDirective):
    def run(self):
        end = deeper_end()
        self.set_source_info(end)
        return [end]


class Gather(SphinxTransform):
    """Each fold takes in what follows it."""

    default_priority = 250  # after sections are known, before anything is looked up or numbered

    def apply(self):
        folds = self.document.findall(lambda node: isinstance(node, nodes.container) and node.get("gathers"))
        for fold in reversed(list(folds)):  # those within others first
            del fold["gathers"]
            gather(fold)
        for end in list(self.document.findall(deeper_end)):
            logger.warning("No fold is open here that could end.", location=end)
            end.parent.remove(end)


def gather(fold):
    """Put what follows a fold into it, until its end, which may be the last thing in a section that goes in as well."""
    parent = fold.parent
    for node in parent[parent.index(fold) + 1:]:
        parent.remove(node)
        fold += node
        end = last_of(node)
        if isinstance(end, deeper_end):
            end.parent.remove(end)
            break


def last_of(node):
    """The last thing in a section, but for the label of whatever comes next."""
    while isinstance(node, nodes.section):
        node = [child for child in node if not isinstance(child, nodes.target)][-1]
    return node


def setup(app):
    app.setup_extension("sphinx_design")
    app.add_node(deeper_end)
    app.add_directive("deeper", Deeper)
    app.add_directive("deeper-end", DeeperEnd)
    app.add_transform(Gather)
