"""A finished page as plain Markdown and code: what a notebook shows that knows nothing of Sphinx and MyST.

Numbers and references stand as the site shows them. What only the site can do is told by a link to the place there.
"""

import re
from dataclasses import dataclass
from types import SimpleNamespace
from urllib.parse import urljoin

from docutils import nodes
from sphinx.util.math import get_node_equation_number

SIGNS = re.compile(r"([\\`*_\[\]$])")
LINE_START = re.compile(r"^(\s*)([-+#>]|\d+(?=[.)] ))")
DISPLAYED = re.compile(r"\$\$.*?\$\$", re.S)
PLACE = re.compile(r'<div class="(write|catch|picture)"(?: id="([\w-]+)")?')
WORDS = {"write": "Write it on the page", "catch": "Play it on the page"}
SILENT = (nodes.comment, nodes.substitution_definition, nodes.system_message, nodes.target)


@dataclass(frozen=True)
class Code:
    """A cell of code; folded where the page folds it."""

    source: str
    folded: bool


class Markdown:
    """Turns a page's resolved doctree into blocks: Markdown, and code between.

    Attributes:
        address: the page's own on the site.
    """

    def __init__(self, builder, address):
        self.writer, self.address = SimpleNamespace(builder=builder), address
        self.aims = frozenset()

    def page(self, document) -> list:
        """The blocks of a whole page."""
        links = [*document.findall(nodes.reference)]
        self.aims = {link["refid"] for link in links if "refid" in link}
        self.aims |= {link["refuri"][1:] for link in links if link.get("refuri", "").startswith("#")}
        return self.inside(document, 0)

    def inside(self, node, level) -> list:
        """The blocks of what is in a node."""
        return [block for child in node.children for block in self.blocks(child, level)]

    def blocks(self, node, level) -> list:
        """The blocks of a node; `level` is that of the heading above it."""
        for kind in type(node).__mro__:
            if made := getattr(self, f"_{kind.__name__}", None):
                return made(node, level)
        if isinstance(node, SILENT):
            return []
        if isinstance(node, nodes.TextElement):
            return self._text(node)
        return self.inside(node, level)

    def anchors(self, node):
        """Where links within the page lead."""
        return "".join(f'<a id="{one}"></a>' for one in node.get("ids", ()) if one in self.aims)

    def number(self, kind, node):
        """The number of a figure or theorem, as " 3"; "" without one."""
        numbers = self.writer.builder.fignumbers.get(kind, {})
        found = next((numbers[one] for one in node.get("ids", ()) if one in numbers), ())
        return " " + ".".join(map(str, found)) if found else ""

    # Blocks

    def _section(self, node, level):
        return [*filter(None, [self.anchors(node)]), *self.inside(node, level + 1)]

    def _title(self, node, level):
        return [f"{'#' * level} {self.phrase(node)}"]

    def _paragraph(self, node, level):
        return [] if "offers" in node["classes"] else self._text(node)  # the assignment's box says it again

    def _text(self, node):
        text = LINE_START.sub(r"\1\\\2", self.phrase(node).strip())
        return [self.anchors(node) + text] if text else []

    def _rubric(self, node, level):
        return [f"**{self.phrase(node)}**"]

    def _math_block(self, node, level):
        text = "\n".join(line for line in node.astext().splitlines() if line.strip())
        if node.get("number") and not node.get("no-wrap") and node.get("label") and isinstance(node["label"], str):
            text += f"\n\\tag{{{get_node_equation_number(self.writer, node)}}}"
        return [f"{self.anchors(node)}\n\n$$\n{text}\n$$".strip()]

    def _literal_block(self, node, level):
        return [f"```{node.get('language', '').replace('ipython3', 'python')}\n{node.astext()}\n```"]

    def _bullet_list(self, node, level):
        return self.listed(node, level, lambda index: "- ")

    def _enumerated_list(self, node, level):
        first = node.get("start", 1)
        return self.listed(node, level, lambda index: f"{first + index}. ")

    def listed(self, node, level, mark):
        """A list, tight where each entry is one paragraph; code within it ends it."""
        made = []
        for index, item in enumerate(node.children):
            blocks, bullet = self.inside(item, level), mark(index)
            for place, block in enumerate(blocks):
                if isinstance(block, Code):
                    made.append(block)
                else:
                    indented = one_line_formulas(block).replace("\n", "\n" + " " * len(bullet))
                    made.append((bullet if place == 0 else " " * len(bullet)) + indented)
        tight = len(made) == len(node.children) and not any(isinstance(block, Code) for block in made)
        return ["\n".join(made)] if tight else made

    def _definition_list(self, node, level):
        made = []
        for item in node.children:
            terms = ", ".join(self.phrase(child) for child in item.children if isinstance(child, nodes.term))
            anchors = "".join(self.anchors(child) for child in item.children)
            said = [block for child in item.children if isinstance(child, nodes.definition)
                    for block in self.inside(child, level)]
            made += [f"{anchors}**{terms}**: {said[0]}", *said[1:]] if said else [f"{anchors}**{terms}**"]
        return made

    def _block_quote(self, node, level):
        return self.boxed("", self.inside(node, level))

    def _table(self, node, level):
        rows = [[self.cell(entry) for entry in row.children] for row in node.findall(nodes.row)]
        width = max(map(len, rows))
        rows = [row + [""] * (width - len(row)) for row in rows]
        if not any(node.findall(nodes.thead)):
            rows.insert(0, [""] * width)
        rows.insert(1, ["---"] * width)
        title = [self.phrase(child) for child in node.children if isinstance(child, nodes.title)]
        return [*(f"**{one}**" for one in title), "\n".join(f"| {' | '.join(row)} |" for row in rows)]

    def cell(self, entry):
        """What stands in a table's cell, in one line in which no bar stands for itself."""
        text = " ".join(one_line_formulas(block) for block in self.inside(entry, 6) if isinstance(block, str))
        return text.replace("\n", " ").replace(r"\|", r"\Vert ").replace("|", r"\vert ")

    def _raw(self, node, level):
        found = PLACE.search(node.astext()) if node.get("format") == "html" else None
        if not found or found[1] not in WORDS:
            return []
        return [f"[{WORDS[found[1]]}]({self.address}{'#' + found[2] if found[2] else ''})"]

    def _container(self, node, level):
        if node.get("nb_element") == "cell_code":
            return self.code(node)
        return self.inside(node, level)

    def _quiz(self, node, level):
        return []  # only the site can ask

    def _dropdown_main(self, node, level):
        title, body = node.children
        return self.folded(self.phrase(title), self.inside(body, level), self.anchors(node))

    def code(self, node):
        """A cell, and the caption of the figure that it makes."""
        made = [Code(block.astext(), "hide-input" in node["cell_metadata"].get("tags", ()))
                for part in node.findall(nodes.container) if part.get("nb_element") == "cell_code_source"
                for block in part.children]
        for figure in node.findall(nodes.figure):
            caption = next(figure.findall(nodes.caption), nodes.caption())
            number = f"Fig.{self.number('figure', figure)}"
            made += self.boxed(f"{self.anchors(figure)}**{number}**", [self.phrase(caption)])
        return made

    def _admonition(self, node, level):
        title = next((child for child in node.children if isinstance(child, nodes.title)), None)
        blocks = [block for child in node.children if child is not title for block in self.blocks(child, level)]
        return self.boxed(f"**{self.phrase(title)}**" if title else "", blocks)

    def _theorem_node(self, node, level):
        kind = node["realtype"]
        name = f"**{kind.title()}{self.number(node['countertype'], node)}**{self.phrase(node.children[0]).rstrip()}"
        return self.boxed(self.anchors(node) + name, self.inside_of_box(node, level))

    _lemma_node = _proposition_node = _theorem_node

    def _exercise_enumerable_node(self, node, level):
        name = f"**Exercise{self.number('exercise', node)}**{self.phrase(node.children[0])}".rstrip()
        return self.boxed(self.anchors(node) + name, self.inside_of_box(node, level))

    def _solution_node(self, node, level):
        return self.folded("Solution", self.inside_of_box(node, level), self.anchors(node))

    def inside_of_box(self, node, level):
        """What stands in a theorem or exercise below its title."""
        return [block for child in node.children[1:] for inner in child.children for block in self.blocks(inner, level)]

    def boxed(self, title, blocks):
        """A quotation with a title; where there is code in it, which cannot be quoted, the title and what follows."""
        if any(isinstance(block, Code) for block in blocks):
            return [title, *blocks] if title else blocks
        if title and blocks and not blocks[0].startswith(("$$", "|", "```", "- ", "1. ", "<", ">")):
            blocks = [f"{title} {blocks[0]}", *blocks[1:]]
        elif title:
            blocks = [title, *blocks]
        text = "\n\n".join(map(one_line_formulas, blocks))
        return ["\n".join(f"> {line}".rstrip() for line in text.splitlines())]

    def folded(self, title, blocks, anchors=""):
        """A fold; where there is code in it, which cannot be folded so, it is marked where it begins and ends."""
        if any(isinstance(block, Code) for block in blocks):
            return [f"---\n\n{anchors}**▾ {title}**", *blocks, f"**▴ End of:** {title}\n\n---"]
        title = re.sub(r"\\(?=[\W_])", "", re.sub(r"(?<!\\)[*`]+", "", title))  # no Markdown within HTML
        return ["\n\n".join([f"{anchors}<details><summary>{title}</summary>", *blocks, "</details>"])]

    # Phrases

    def phrase(self, node) -> str:
        """What stands within a paragraph, in one line."""
        return re.sub(r"\s*\n\s*", " ", "".join(map(self.piece, node.children)))

    def piece(self, node) -> str:
        if isinstance(node, nodes.Text):
            return SIGNS.sub(r"\\\1", node.astext()).replace("<", "&lt;")
        if isinstance(node, nodes.math):
            return f"${' '.join(node.astext().split())}$"
        if isinstance(node, nodes.literal):
            fence = "``" if "`" in node.astext() else "`"
            return f"{fence}{node.astext()}{fence}"
        if isinstance(node, nodes.raw):
            return "<br>" if node.astext().startswith("<br") else ""
        if isinstance(node, nodes.comment | nodes.target):
            return ""
        text = "".join(map(self.piece, node.children))
        if isinstance(node, nodes.emphasis) and text:
            return f"*{text}*"
        if isinstance(node, nodes.strong) and text:
            return f"**{text}**"
        if "refid" in node:
            return f"[{text}](#{node['refid']})"
        if "refuri" in node:
            address = node["refuri"]
            return f"[{text}]({address if address.startswith('#') else urljoin(self.address, address)})"
        return text


def one_line_formulas(text):
    """Jupyter takes what stands before a formula's lines, as a quotation's marks, for a part of the formula."""
    return DISPLAYED.sub(lambda formula: " ".join(formula[0].split()), text)
