"""The page that a student gets back: complete in one file, without scripts or a network."""

from __future__ import annotations

import html
import re
from typing import Any
from urllib.parse import unquote

from jinja2 import pass_context
from jinja2.runtime import Context
from latex2mathml.converter import convert
from nbconvert.exporters import HTMLExporter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbformat import NotebookNode

from .catalogue import say

_SCRIPT = re.compile(r"<script\b.*?</script>", re.S | re.I)

_STYLE = """<style>
.text_cell_render table, .rendered_html table { border-collapse: collapse; margin: 1em 0 }
.text_cell_render th, .text_cell_render td, .rendered_html th, .rendered_html td
  { padding: .2em .8em; border-bottom: 1px solid #ccc }
math { font-size: 1.1em }
</style></head>"""


class FeedbackExporter(HTMLExporter):
    """nbgrader's feedback with formulas as MathML and nothing that has to be fetched or run."""

    @pass_context
    def markdown2html(self, context: Context, source: str) -> str:
        """A Markdown cell as HTML, its formulas as MathML."""
        attached = context.get("cell", {}).get("attachments", {})
        renderer = _MathRenderer(escape=False, anchor_link_text="", attachments=attached,
                                 exclude_anchor_links=True, embed_images=self.embed_images)
        try:
            return str(MarkdownWithMath(renderer=renderer).render(source))
        except Exception:  # what no renderer can read is shown as it was typed
            return f"<pre>{html.escape(source)}</pre>"

    def from_notebook_node(  # type: ignore[override]  # nbconvert's own HTMLExporter gives text as well
            self, nb: NotebookNode, resources: dict[str, Any] | None = None,
            **keywords: Any) -> tuple[str, dict[str, Any]]:
        """The page of a notebook, and nbconvert's resources."""
        page, resources = super().from_notebook_node(nb, resources, **keywords)
        return _SCRIPT.sub("", page).replace("</head>", _STYLE, 1), resources


class _MathRenderer(IPythonRenderer):
    def image(self, text: str, url: str, title: str | None = None) -> str:
        if url.startswith("attachment:"):
            name = unquote(url.removeprefix("attachment:"))
            if name not in self.attachments:  # nobody pasted it, or it was too large to be kept
                return html.escape(say("page.no_image", name=name))
            url = f"attachment:{name}"
        return str(super().image(text, url, title))

    def block_math(self, body: str) -> str:
        return self._mathml(body, "block", f"$${body}$$")

    def inline_math(self, body: str) -> str:
        return self._mathml(body, "inline", f"${body}$")

    def latex_environment(self, name: str, body: str) -> str:
        source = rf"\begin{{{name}}}{body}\end{{{name}}}"
        return self._mathml(source, "block", source)

    def _mathml(self, body: str, display: str, source: str) -> str:
        try:
            formula = html.unescape(body).replace("{aligned}", "{align*}")  # the name it knows
            return str(convert(formula, display=display))
        except Exception:  # a student's broken formula is shown as it was typed
            return html.escape(html.unescape(source))
