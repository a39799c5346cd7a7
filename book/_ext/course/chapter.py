"""Each page with code as a notebook that runs alone: `notebooks/NAME.ipynb` on the site.

Its first cell installs what the page's code imports, in the versions of requirements.txt. The helpers travel with it:
Python as cells that write each module down, to be read, under a heading that is closed; the engine's scripts and the
results of long experiments, which nobody reads in a notebook, packed in one cell.
"""

import ast
import base64
import io
import re
import sys
import zipfile
from collections.abc import Mapping
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import nbformat
from docutils import nodes
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from sphinx.util.docutils import SphinxRole

from .assignment import colab_address
from .execution import BOOK, HELPERS, engine
from .markdown import Code, Markdown

FOLDER = "notebooks"
HERE = "step_by_step"  # where the helpers lie beside a notebook
# Made by `make release`, so only there.
BOUND = (("book.pdf", "PDF"), ("book.epub", "EPUB"), ("site.zip", "the site as a zip"))
DEMO = "demo/index.html"  # likewise
ON_SCREEN_ONLY = ("book/catch", "book/mistakes/")  # a game, and 1,500 entries that one looks up: not bound
VERSIONS = ("# The versions by which this page was made.\n"
            "# They replace those that are installed, in Colab its torch, too: use an environment of its own,\n"
            "# or leave this cell out and see whether yours will do.")
NEEDED = "needed-"  # begins the id of a cell that is not the page's own
ONE_LINE = 120


class Demo(SphinxRole):
    """`{demo}`: a link to the demo class, as it was graded."""

    def run(self):
        return [nodes.reference("", self.text, refuri=base_address(self.config) + DEMO)], []


def base_address(config) -> str:
    """Where the site is published: `html.baseurl`, or else the repository's GitHub Pages."""
    if config.html_baseurl:
        return config.html_baseurl.rstrip("/") + "/"
    owner, name = config.html_theme_options["repository_url"].rstrip("/").rsplit("/", 2)[-2:]
    return f"https://{owner.lower()}.github.io/{name}/"


def has_notebook(app, page) -> bool:
    """Whether a page is handed out: one with code, other than the front page."""
    return page != app.config.root_doc and "kernelspec" in app.env.metadata.get(page, {})


def write_notebook(app, page, template, context, doctree):
    """Write a page's notebook beside the site's pages, and say at the page's end what can be taken along."""
    if doctree is None or app.builder.name != "html":
        return
    address = base_address(app.config) + app.builder.get_target_uri(page)
    offered = [of_this_page(app, page, address, doctree)] if has_notebook(app, page) else []
    bound = ", ".join(f'<a href="{base_address(app.config)}{file}">{what}</a>' for file, what in BOUND)
    said = " ".join([*offered, f"Take the whole book along: {bound}."])
    context["body"] += f'<p class="take">{said}</p>'


def of_this_page(app, page, address, doctree) -> str:
    """Write a page's notebook; the links to it."""
    blocks = Markdown(app.builder, address).page(doctree)
    name = page.rpartition("/")[2]
    target = Path(app.outdir) / FOLDER / f"{name}.ipynb"
    target.parent.mkdir(exist_ok=True)
    nbformat.write(notebook(address, text_and_code(blocks)), target)
    up = "../" * page.count("/")
    colab = colab_address(app.config, f"{FOLDER}/{name}.ipynb")
    return (f'This page as a notebook: <a href="{up}{FOLDER}/{name}.ipynb" download="{name}.ipynb">download it</a> '
            f'or <a href="{colab}">open it in Colab</a>.')


def notebook(address, cells):
    """A page's own cells, and where it is on the site."""
    about = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
             "language_info": {"name": "python"}}
    end = new_markdown_cell(f"---\n\nThis notebook is [a page of step() by step()]({address}). "
                            "There its figures move and its exercises answer.")
    return new_notebook(cells=[*cells, end], metadata=about)


def equip(app, exception):
    """Put before each notebook's own cells what they need today, whether or not the page has been written anew."""
    if exception or app.builder.name != "html":
        return
    for file in (Path(app.outdir) / FOLDER).glob("*.ipynb"):
        book = nbformat.read(file, 4)
        own = [cell for cell in book.cells if not cell["id"].startswith(NEEDED)]
        sources = [cell["source"] for cell in own if cell["cell_type"] == "code"]
        helpers = modules(sources)
        needed = [*install(sources, helpers), *carried(sources, helpers)]
        for kind, cells in ((NEEDED, needed), ("cell-", own)):
            for number, cell in enumerate(cells):
                cell["id"] = f"{kind}{number}"  # the same in every build
        book.cells = [*needed, *own]
        nbformat.write(book, file)


def text_and_code(blocks):
    """A page's cells: what is written between two cells of code, from heading to heading, is one of Markdown."""
    cells, text = [], []

    def end():
        if text:
            cells.append(new_markdown_cell("\n\n".join(text)))
            text.clear()

    for number, block in enumerate(blocks):
        if isinstance(block, Code):
            end()
            cells.append(code_cell(block.source, block.folded))
            continue
        ahead = block if not block.startswith("<a ") else (*blocks[number + 1:], "")[0]
        if isinstance(ahead, str) and ahead.startswith("#") and not (text and text[-1].startswith("<a ")):
            end()
        text.append(block)
    end()
    return cells


def code_cell(source, folded=False):
    """A cell of code, folded in JupyterLab and in Colab."""
    return new_code_cell(source, metadata={"jupyter": {"source_hidden": True}, "cellView": "form"} if folded else {})


# What a page needs


def modules(sources) -> list[Path]:
    """The helpers' files that these cells import, and those that these import, sorted."""
    found, waiting = set(), [name for source in sources for name in imported(source, "", everywhere=True)]
    while waiting:
        name = waiting.pop()
        parts = name.split(".")
        for end in range(1, len(parts) + 1):
            for file in (BOOK.joinpath(*parts[:end]).with_suffix(".py"), BOOK.joinpath(*parts[:end], "__init__.py")):
                if parts[0] in HELPERS and file.is_file() and file not in found:
                    found.add(file)
                    waiting += imported(file.read_text("utf8"), ".".join(file.relative_to(BOOK).parts[:-1]))
    return sorted(found)


def imported(source, package, everywhere=False) -> list[str]:
    """The dotted names of all that a source imports at its top, or anywhere; relative ones within `package`."""
    tree = ast.parse(re.sub(r"^\s*%.*$", "", source, flags=re.M))
    names = []
    for node in ast.walk(tree) if everywhere else tree.body:
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            inside = ".".join(filter(None, [package if node.level else "", node.module]))
            names += [inside, *(f"{inside}.{alias.name}" for alias in node.names)]
    return names


@cache
def pins() -> dict[str, str]:
    """The version of each distribution that the project installs."""
    found = {}
    for file in ("requirements.lock", "requirements.txt"):
        for line in re.findall(r"^([\w.-]+==[^\s;]+)", (BOOK.parent / file).read_text("utf8"), re.M):
            found[plain(line.partition("==")[0])] = line
    return found


@cache
def distributions() -> Mapping[str, list[str]]:
    """What each module that can be imported belongs to."""
    return packages_distributions()


def plain(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def install(sources, helpers):
    """The first cell, where anything is needed."""
    names = {name.partition(".")[0] for source in sources for name in imported(source, "", everywhere=True)}
    names |= {name.partition(".")[0] for file in helpers
              for name in imported(file.read_text("utf8"), ".".join(file.relative_to(BOOK).parts[:-1]))}
    known = pins()
    wanted = {known[plain(one)] for name in names - set(sys.stdlib_module_names) - set(HELPERS)
              for one in distributions().get(name, ()) if plain(one) in known}
    line = f"{VERSIONS}\n%pip install --quiet {' '.join(sorted(wanted))}"
    return [code_cell(line)] if wanted else []


def carried(sources, helpers):
    """The cells that put the helpers beside the notebook."""
    if not helpers:
        return []
    folders = sorted({file.parent.relative_to(BOOK).as_posix() for file in helpers})
    note = (f"## Helpers of this page\n\nThese cells write what draws the figures into the folder `{HERE}`. "
            "They are to be run once; the chapter does not ask you to read them.")
    closed = {"jp-MarkdownHeadingCollapsed": True, "heading_collapsed": True}
    begin = (f"import sys\nfrom pathlib import Path\n\nfor folder in {folders!r}:\n"
             f'    Path("{HERE}", folder).mkdir(parents=True, exist_ok=True)\n'
             f'if "{HERE}" not in sys.path:\n    sys.path.insert(0, "{HERE}")')
    cells = [new_markdown_cell(note, metadata=closed), code_cell(begin, folded=True)]
    for file in helpers:
        text = file.read_text("utf8")
        cells.append(code_cell(f"%%writefile {HERE}/{file.relative_to(BOOK).as_posix()}\n{text.rstrip()}", folded=True))
    if data := unread(sources, helpers):
        lines = base64.encodebytes(packed(data)).decode().replace("\n", "")
        lines = "\n".join(lines[at:at + ONE_LINE] for at in range(0, len(lines), ONE_LINE))
        what = "The scripts and styles of what moves" + ", and what long experiments found" * any(
            file.suffix == ".jsonl" for file in data)
        cells.append(code_cell(
            f"# {what}: packed, since nobody reads them here\nimport base64\nimport io\nimport zipfile\n\n"
            f'PACKED = """\n{lines}\n"""\nzipfile.ZipFile(io.BytesIO(base64.b64decode(PACKED))).extractall("{HERE}")',
            folded=True))
    return cells


def unread(sources, helpers) -> list[Path]:
    """The engine's scripts and styles, and the results of the experiments that travel."""
    names = {file.stem for file in helpers if file.parent.name == "experiments"}
    files = [file for file in sorted((BOOK / "experiments" / "results").glob("*.jsonl"))
             if file.name.partition(".")[0] in names]
    if any(file == Path(engine.__file__) for file in helpers):
        files += [engine.SOURCES / f"{name}.js" for name in sorted({*engine.HEADLESS, *engine.VIEWS})]
        files += [engine.SOURCES.parent / f"{name}.css" for name in
                  ("controls", "explorable", "network", "player", "polynomial")]
    return files


def packed(files) -> bytes:
    """A zip of files of the book, equal for equal files."""
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for file in files:
            archive.writestr(zipfile.ZipInfo(file.relative_to(BOOK).as_posix()), file.read_bytes(),
                             zipfile.ZIP_DEFLATED, 9)
    return memory.getvalue()


def setup(app):
    app.add_role("demo", Demo())
    app.connect("html-page-context", write_notebook, priority=900)
    app.connect("build-finished", equip)
