"""The book without Jupyter Book: what `_config.yml` says, told to plain Sphinx and MyST-NB.

Jupyter Book 1 is a wrapper that reads `_config.yml` and `_toc.yml` and starts Sphinx with them. `make book-plain` makes
the same pages without it, by the newest releases of everything, so that nothing keeps us where we are. The code of the
pages runs as always, in the environment that requirements.txt describes.
"""

import sys
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "book" / "_ext"))

read = yaml.safe_load((ROOT / "_config.yml").read_text("utf8"))
html = read["html"]
own = read["sphinx"]["config"]

project = read["title"]
author = read["author"]
copyright = read["copyright"]  # noqa: A001  (Sphinx's name for it)

extensions = [
    "myst_nb", "sphinx_book_theme", "sphinx_copybutton", "sphinx_design", "sphinx_external_toc",
    "sphinx_multitoc_numbering", "sphinx_togglebutton", "sphinxcontrib.bibtex",
    *read["sphinx"]["extra_extensions"], *read["sphinx"]["local_extensions"],
]  # fmt: skip
exclude_patterns = [*read["exclude_patterns"], "**.ipynb_checkpoints", "*.md"]
external_toc_path = str(ROOT / "_toc.yml")
external_toc_exclude_missing = read["only_build_toc_files"]
use_multitoc_numbering = True
numfig = True

myst_enable_extensions = read["parse"]["myst_enable_extensions"]
myst_heading_anchors = read["parse"]["myst_heading_anchors"]
suppress_warnings = ["myst.domains"]
nb_execution_mode = read["execute"]["execute_notebooks"]
nb_execution_in_temp = read["execute"]["run_in_temp"]
nb_execution_timeout = read["execute"]["timeout"]
nb_output_stderr = read["execute"]["stderr_output"]
bibtex_bibfiles = [str(ROOT / file) for file in read["bibtex_bibfiles"]]

html_theme = "sphinx_book_theme"
html_title = project
html_logo = str(ROOT / read["logo"])
html_favicon = str(ROOT / html["favicon"])
html_theme_options = {
    "repository_url": read["repository"]["url"],
    "repository_branch": read["repository"]["branch"],
    "home_page_in_toc": html["home_page_in_navbar"],
    "use_repository_button": html["use_repository_button"],
    "use_issues_button": html["use_issues_button"],
    "use_edit_page_button": html["use_edit_page_button"],
    "extra_footer": html["extra_footer"],
} | own["html_theme_options"]  # fmt: skip

# The rest is Sphinx's own already; only folders are counted from here in place of from the top.
here = {"html_theme_options", "html_static_path", "locale_dirs"}
globals().update({name: value for name, value in own.items() if name not in here})
html_static_path = [str(ROOT / folder) for folder in own["html_static_path"]]
locale_dirs = [str(ROOT / folder) for folder in own["locale_dirs"]]

# `make links`: the course's own address is a placeholder until somebody adopts it.
linkcheck_ignore = [read["repository"]["url"] + ".*", "https://colab.research.google.com/.*"]
linkcheck_anchors = False
linkcheck_timeout = 30
linkcheck_retries = 2
