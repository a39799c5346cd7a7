"""Execute pages with the helpers beside them, side by side, and again whenever a helper has changed."""

import hashlib
import multiprocessing
import os
import re
import shutil
import sys
from contextlib import contextmanager
from pathlib import Path

from jupyter_cache import get_cache
from jupyter_cache.executors import load_executor

BOOK = Path(__file__).parents[2]
HELPERS = ("figures", "experiments")

sys.path.insert(0, str(BOOK))
from figures import animation, style  # noqa: E402  (after the path to it is known)


def fingerprint() -> str:
    """A hash of everything but the page itself that decides what a page's code gives."""
    files = [BOOK.parent / "requirements.txt"]
    for folder in HELPERS:
        files += sorted((BOOK / folder).rglob("*.py"))
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def use_own_cache(app, config):
    """MyST-NB keeps the results of a page as long as its cells stay the same. Ours also depend on
    the helpers, so every state of the helpers gets a cache of its own, and only the present one stays."""
    caches = Path(app.outdir).parent / ".jupyter_cache"
    config.nb_execution_cache_path = str(caches / config.course_helpers)
    for old in caches.glob("*"):
        if old.name != config.course_helpers:
            shutil.rmtree(old) if old.is_dir() else old.unlink()


@contextmanager
def error_stream_into(file):
    """Sends what this process and its children write to the error stream into a file."""
    sys.stderr.flush()
    terminal = os.dup(2)
    with open(file, "wb") as log:
        os.dup2(log.fileno(), 2)
    try:
        yield
    finally:
        sys.stderr.flush()
        os.dup2(terminal, 2)
        os.close(terminal)


def execute_side_by_side(app, env, docnames):
    """Run the pages that have changed on all cores, before Sphinx reads them one by one and finds their results in the
    cache. What fails here runs again there, where MyST-NB reports it."""
    pages = [path for name in docnames if (path := Path(env.doc2path(name))).suffix == ".md"]
    pages = [path for path in pages if re.search(r"^```\{code-cell\}", path.read_text("utf8"), re.M)]
    if len(pages) < 2:
        return
    cache = get_cache(app.config.nb_execution_cache_path)
    for path in pages:
        cache.add_nb_to_project(str(path), read_data={"name": "myst_nb_md", "type": "plugin"})
    with error_stream_into(Path(app.outdir).parent / "kernels.log"):  # every kernel has the same two warnings to say
        load_executor("local-parallel", cache).run_and_cache(
            filter_uris=[str(path) for path in pages], timeout=app.config.nb_execution_timeout
        )
    multiprocessing.get_logger().setLevel("WARNING")  # the executor has turned it up, for the whole process


def write_looks(app):
    """The style's colours, for pages."""
    static = Path(app.outdir) / "_static"
    static.mkdir(parents=True, exist_ok=True)
    (static / "looks.css").write_text(style.css())


def setup(app):
    os.environ[animation.IN_BOOK] = "1"
    # "env": Sphinx reads every page again when the value differs from the last build's
    app.add_config_value("course_helpers", fingerprint(), "env", types=[str])
    app.connect("config-inited", use_own_cache)
    app.connect("builder-inited", write_looks)
    app.connect("env-before-read-docs", execute_side_by_side)
