"""What is shown of a notebook, to instructors in formgrader and to students in their feedback.

Both are made from a notebook that a stranger wrote. A preprocessor leaves of it what a page needs, and each fragment
is laid out apart and cleaned. Formgrader's page is nbgrader's, by nbconvert's HTMLExporter: there filters do so, no
template is copied, and nothing stands in place of the scripts that it would fetch. The feedback is a page of ours.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from jinja2 import DictLoader, pass_context
from jinja2.runtime import Context
from nbconvert.exporters import Exporter, TemplateExporter
from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode
from traitlets import Instance, default

from ..ground import caps, raster
from . import feedback_page, told
from .apart import Budget, Renderer
from .catalogue import say
from .fragments import Kind, Unshown

_BUDGET: Final = "step_budget"  # among nbconvert's resources, which are a notebook's own
_GRADE_ID: Final = re.compile(r"[A-Za-z0-9_\-]+")  # nbgrader's rule for a cell's name
_LANGUAGE: Final = re.compile(r"[A-Za-z0-9_+\-]{1,40}")
_TEXTS: Final = ("text/html", "text/markdown", "text/plain")
_NAMES: Final = ("student", "first_name", "last_name", "notebook_path")  # in formgrader's page, as they are

_QUIET: Final = ('<meta name="referrer" content="no-referrer">'
                 '<meta http-equiv="x-dns-prefetch-control" content="off">')  # nor is a link's host looked up

# Formulas are MathML already, so no page loads MathJax. Formgrader waits for its word that it has ended.
_WITHOUT_MATHJAX: Final = DictLoader({"mathjax.html.j2": """{% macro mathjax(url="") %}""" + _QUIET + """<script>
window.MathJax = {Hub: {Startup: {signal: {Interest: function (hear) { hear("End") }}}}};
</script>{% endmacro %}"""})


def shown(renderer: Renderer, budget: Budget, kind: Kind, source: str, **more: Any) -> str:
    """A fragment as it stands in a page; for one that is not shown, why, and its source as far as there is room for it.

    Args:
        renderer: lays it out, apart.
        budget: its notebook's.
        kind: what it is written in.
        source: what the stranger wrote.
        more: what else the renderer is told about it.
    """
    source = _sound(source)
    done = renderer.render(budget, kind, source, **more)
    page, why = done.html, done.unshown
    if page is not None:
        if done.images:
            page += f"\n<p><em>{html.escape(say('fragment.images', n=done.images))}</em></p>"
        if budget.affords(page):
            return page
        why = Unshown.LONG
    said = say(f"fragment.{why}")
    page = (f"<p><em>{html.escape(say('fragment.source', why=said))}</em></p>"
            f"<pre>{html.escape(source[:caps.TEXT_CHARACTERS])}</pre>")
    return page if budget.affords(page) else f"<p><em>{html.escape(said)}</em></p>"


def filters(renderer: Renderer) -> dict[str, Callable[..., str]]:
    """What takes the place of nbconvert's filters of the same names, wherever a stranger's text goes through them."""

    def laid_out(context: Context, kind: Kind, source: object, **more: Any) -> str:
        resources = context["resources"]
        if not isinstance(resources.get(_BUDGET), Budget):
            resources[_BUDGET] = Budget()
        text = source.decode("utf8", "replace") if isinstance(source, bytes) else str(source)
        return shown(renderer, resources[_BUDGET], kind, text, **more)

    @pass_context
    def markdown2html(context: Context, source: str) -> str:
        cell = context.get("cell") or {}
        return laid_out(context, Kind.MARKDOWN, source, attachments=_attachments(cell))

    @pass_context
    def clean_html(context: Context, source: str | bytes) -> str:
        return laid_out(context, Kind.HTML, source)

    @pass_context
    def highlight_code(context: Context, source: str, metadata: Mapping[str, Any] | None = None) -> str:
        language = (metadata or {}).get("magics_language", "python")
        return laid_out(context, Kind.CODE, source, language=_sound(str(language)))

    @pass_context
    def ansi2html(context: Context, source: str) -> str:
        return laid_out(context, Kind.COLOURED, source)

    def strip_files_prefix(laid_out: str) -> str:
        return laid_out  # there is no address left in it that could begin so

    return {"markdown2html": markdown2html, "clean_html": clean_html, "highlight_code": highlight_code,
            "ansi2html": ansi2html, "strip_files_prefix": strip_files_prefix}


def _attachments(cell: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """A cell's attachments as far as they have their shape."""
    found = cell.get("attachments")
    return {_sound(name): {kind: data for kind, data in kinds.items() if isinstance(data, str) and data.isascii()}
            for name, kinds in found.items() if isinstance(kinds, dict)} if isinstance(found, dict) else {}


def _sound(text: str) -> str:
    """The text without half surrogates, which go through no pipe and into no file."""
    return text.encode("utf8", "replace").decode("utf8")


class OnlyWhatIsShown(Preprocessor):
    """Leaves of a notebook what its page needs, each in its shape, and none of what acts.

    What our own grading leaves behind has this shape already; a notebook that was graded otherwise, or before, has not.
    """

    def __init__(self, **keywords: Any):
        super().__init__(**keywords)  # type: ignore[no-untyped-call]
        if isinstance(self.parent, TemplateExporter):
            self.parent.extra_loaders = [_WITHOUT_MATHJAX]

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """The notebook without what is not shown, and the names that go into the page in a form that is text."""
        resources[_BUDGET] = Budget()
        for name in _NAMES:
            if isinstance(resources.get(name), str):
                resources[name] = html.escape(resources[name])
        language = (nb.metadata.get("language_info") or {}).get("name")
        sound = isinstance(language, str) and _LANGUAGE.fullmatch(language)
        kept = {told.KEPT: nb.metadata[told.KEPT]} if told.KEPT in nb.metadata else {}
        nb.metadata = NotebookNode(kept, language_info=NotebookNode(name=language if sound else "python"))
        room = caps.NOTEBOOK_PIXELS
        for cell in nb.cells:
            marks = cell.metadata.get("nbgrader")
            cell.metadata = NotebookNode(nbgrader=marks) if _is_sound(marks) else NotebookNode()
            if cell.cell_type == "code":
                count = cell.get("execution_count")
                cell.execution_count = count if isinstance(count, int) else None
                outputs = (self._output(output) for output in cell.outputs[:caps.CELL_OUTPUTS])
                cell.outputs = []
                for output in filter(None, outputs):
                    room -= output.pop("pixels", 0)
                    if room >= 0:
                        cell.outputs.append(output)
        return nb, resources

    def _output(self, output: NotebookNode) -> NotebookNode | None:
        kind = output.get("output_type")
        if kind == "stream":
            return NotebookNode(output_type=kind, name=output.get("name"), text=_joined(output.get("text")))
        if kind == "error":
            lines = output.get("traceback")
            return NotebookNode(
                output_type=kind, ename=_joined(output.get("ename")), evalue=_joined(output.get("evalue")),
                traceback=[_joined(line) for line in lines[:caps.TRACEBACK_LINES]] if isinstance(lines, list) else [])
        if kind not in ("display_data", "execute_result") or not isinstance(output.get("data"), dict):
            return None
        data = {mime: _joined(output.data[mime]) for mime in _TEXTS if mime in output.data}
        if "text/latex" in output.data and not {"text/html", "text/markdown"} & set(data):
            data["text/markdown"] = _joined(output.data["text/latex"])  # its formulas are Markdown's
        pixels = 0
        for mime in ("image/png", "image/jpeg"):
            found = raster.showable(_joined(output.data[mime])) if mime in output.data else None
            if found and found[0].kind == mime:
                data[mime], pixels = found[1], pixels + found[0].pixels
        made = NotebookNode(output_type=kind, data=NotebookNode(data), metadata=NotebookNode(), pixels=pixels)
        if kind == "execute_result":
            count = output.get("execution_count")
            made.execution_count = count if isinstance(count, int) else None
        return made


def _is_sound(marks: object) -> bool:
    """Whether these are nbgrader's marks of a cell, with a name that can stand in a page."""
    name = marks.get("grade_id") if isinstance(marks, dict) else None
    return isinstance(name, str) and _GRADE_ID.fullmatch(name) is not None


def _joined(text: object) -> str:
    """A notebook's text, which may be stored as a list of lines."""
    return "".join(map(str, text)) if isinstance(text, list) else text if isinstance(text, str) else ""


class FeedbackExporter(Exporter):
    """The page that a student gets back: complete in one file, without scripts or a network.

    Above stands what the grader and the instructor say, then, folded, the notebook as it ran.
    """

    renderer = Instance(Renderer, (), help="Lays out what the student wrote.").tag(config=True)

    @default("file_extension")
    def _file_extension_default(self) -> str:
        return ".html"

    @default("preprocessors")
    def _preprocessors_default(self) -> list[Any]:
        return [OnlyWhatIsShown]

    @default("optimistic_validation")
    def _optimistic_validation_default(self) -> bool:
        return True

    def from_notebook_node(  # type: ignore[override]  # nbconvert's own exporters give text as well
            self, nb: NotebookNode, resources: dict[str, Any] | None = None, **keywords: Any) -> tuple[str, Any]:
        """The page of a notebook, and nbconvert's resources."""
        nb, resources = super().from_notebook_node(nb, resources, **keywords)
        budget = resources.get(_BUDGET) or Budget()

        def lay_out(kind: Kind, source: str, cell: Mapping[str, Any]) -> str:
            more = {"attachments": _attachments(cell)} if kind is Kind.MARKDOWN else {}
            return shown(self.renderer, budget, kind, source, **more)

        return feedback_page.page(nb, resources.get("nbgrader") or {}, lay_out), resources
