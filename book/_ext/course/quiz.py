"""A question that the page asks by itself: in the fold of its answer, what there is to choose, order, type or drag.

```{dropdown} 3. For how many steps does it keep moving?
The answer, as it is read without JavaScript and on paper.

:::{choose}
- [x] The right one. Where several are right, all of them are to be ticked.
- [ ] A wrong one.
  : Why it is wrong.
:::
```

`{order}` has a numbered list in its right order; what stands below an entry says why it follows the one before.
`{number} 44 ± 2` asks for a number, and `{slide} 0.01 … 0.04` for a place on a slider from `:from:` to `:to:` by
`:step:`, called `:name:`. Their list has wrong numbers (`12 ± 1`, `3 … 4`, `under 5`, `over 6`, `else`), each with what
is to be said. Above `{slide}` move the errors of gradient descent, with `:momentum:` if any, in directions of these
`:curvatures:`. A paragraph before the list says what is asked for, where the question asks for more.

All of it lies in a `<template>`, from which `reader/quiz.js` makes the form.
"""

import re

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

MARK = re.compile(r"\[([ x])\] ")
NUMBER = r"([-−]?\d[\d.]*)"
RANGES = ((re.compile(rf"{NUMBER} ± {NUMBER}"), lambda middle, off: (middle - off, middle + off)),
          (re.compile(rf"{NUMBER} … {NUMBER}"), lambda low, high: (low, high)),
          (re.compile(rf"under {NUMBER}"), lambda high: (None, high)),
          (re.compile(rf"over {NUMBER}"), lambda low: (low, None)),
          (re.compile("else"), lambda: (None, None)))  # fmt: skip

logger = logging.getLogger(__name__)


class quiz(nodes.General, nodes.Invisible, nodes.Element):  # noqa: N801  (docutils names nodes so)
    """What a quiz asks; its attribute `data` becomes the element's."""


class quiz_part(nodes.General, nodes.Element):  # noqa: N801
    """A part of it, as an element with `data`."""


def limits(text):
    """The least and the greatest of the numbers that a text names; None where there is no limit.

    Raises:
        ValueError: if it names none.
    """
    for pattern, of in RANGES:
        if found := pattern.fullmatch(text.strip()):
            low, high = of(*(float(number.replace("−", "-")) for number in found.groups()))
            return {name: f"{value:.10g}" for name, value in (("from", low), ("to", high)) if value is not None}
    raise ValueError(f"“{text}” is no range of numbers: write 3 ± 1, 2 … 4, under 2, over 4 or else")


class Quiz(SphinxDirective):
    """What all kinds have in common: a prompt, and a list of entries with replies."""

    has_content = True

    def run(self):
        children = self.parse_content_to_nodes()
        lists = nodes.bullet_list | nodes.enumerated_list
        entries = next((child for child in children if isinstance(child, lists)), None)
        prompt = [child for child in children if child is not entries]
        made = quiz(data={"kind": self.name})
        self.set_source_info(made)
        try:
            made["data"] |= self.asked()
            if prompt:
                made += quiz_part("", *prompt, data={"part": "prompt"})
            for entry in entries or ():
                made += self.part(*told(entry))
        except ValueError as error:
            logger.warning("%s", error, location=self.get_location())
            return []
        return [made]

    def asked(self):
        """What the quiz as a whole says of itself."""
        return {}

    def part(self, said, reply):
        """One entry."""
        data = self.known(said)
        replies = [quiz_part("", *reply, data={"part": "reply"})] if reply else []
        return quiz_part("", quiz_part("", *said, data={"part": "said"}), *replies, data={"part": "entry"} | data)

    def known(self, said):
        """What is known of an entry by what it says."""
        return {}


class Choose(Quiz):
    def known(self, said):
        first = next((text for one in said for text in one.findall(nodes.Text)), nodes.Text(""))
        found = MARK.match(first.astext())
        if not found:
            raise ValueError(f"“{first.astext()}” begins neither with [x] nor with [ ]")
        first.parent.replace(first, nodes.Text(first.astext()[found.end():]))
        return {"right": ""} if found[1] == "x" else {}


class Order(Quiz):
    pass


class InNumbers(Quiz):
    required_arguments = 1
    final_argument_whitespace = True

    def asked(self):
        return limits(self.arguments[0])

    def part(self, said, reply):
        return quiz_part("", *reply, data={"part": "reply"} | limits(" ".join(one.astext() for one in said)))


class Number(InNumbers):
    pass


class Slide(InNumbers):
    option_spec = {name: directives.unchanged_required
                   for name in ("from", "to", "step", "name", "curvatures", "momentum")}  # fmt: skip

    def asked(self):
        named = {f"slide-{name}": self.options[name] for name in ("from", "to", "step", "name")}
        return super().asked() | named | {name: value for name, value in self.options.items()
                                          if name in ("curvatures", "momentum")}


def told(entry):
    """What an entry says, and what is replied to it."""
    said, reply = [], []
    for child in entry.children:
        if isinstance(child, nodes.definition_list):
            for item in child:
                said += [nodes.inline("", *one.children) for one in item.children if isinstance(one, nodes.term)]
                reply += [part for one in item.children if isinstance(one, nodes.definition) for part in one.children]
        else:
            said += [nodes.inline("", *child.children)] if isinstance(child, nodes.paragraph) else [child]
    return said, reply


def opens(tag):
    def visit(translator, node):
        if translator.builder.name != "html":
            raise nodes.SkipNode
        data = {f"data-{name}": value for name, value in node["data"].items()}
        known = {"CLASS": "quiz"} if tag == "template" else {}
        translator.body.append(translator.starttag(node, tag, "", **known, **data))

    return visit


def closes(tag):
    return lambda translator, node: translator.body.append(f"</{tag}>")


def setup(app):
    app.add_node(quiz, html=(opens("template"), closes("template")))
    app.add_node(quiz_part, html=(opens("div"), closes("div")))
    for name, directive in (("choose", Choose), ("order", Order), ("number", Number), ("slide", Slide)):
        app.add_directive(name, directive)
