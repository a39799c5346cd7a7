"""Execute pages with the helpers beside them, side by side, and again whenever a helper has changed."""

import hashlib
import multiprocessing
import os
import re
import shutil
import sys
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from itertools import repeat
from pathlib import Path

import yaml
from jupyter_cache import get_cache
from jupyter_cache.executors import load_executor

BOOK = Path(__file__).parents[2]
HELPERS = ("figures", "experiments")

sys.path.insert(0, str(BOOK))
from figures import animation, engine, style  # noqa: E402  (after the path to it is known)


def fingerprint() -> str:
    """A hash of everything but the page itself that decides what a page's code gives."""
    files = [BOOK.parent / "requirements.txt"]
    for folder in HELPERS:
        files += sorted(file for kind in ("*.py", "*.jsonl") for file in (BOOK / folder).rglob(kind))
    files += [engine.SOURCES / f"{name}.js" for name in engine.HEADLESS]  # they compute the still pictures
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def extension() -> str:
    """A hash of all that makes pages of the book's text and of what its code gives."""
    digest = hashlib.sha256()
    for file in sorted(file for kind in ("*.py", "*.js", "*.css") for file in Path(__file__).parent.rglob(kind)):
        digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def cache_in(build, helpers=None):
    """Where the results of pages lie below the folder `build`, for one state of the helpers: the present one."""
    return build / ".jupyter_cache" / (helpers or fingerprint())


def use_own_cache(app, config):
    """MyST-NB keeps the results of a page as long as its cells stay the same. Ours also depend on
    the helpers, so every state of the helpers gets a cache of its own, and only the present one stays."""
    cache = cache_in(Path(app.outdir).parent, config.course_helpers)
    config.nb_execution_cache_path = str(cache)
    for old in cache.parent.glob("*"):
        if old.name != cache.name:
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
    pages = with_code(Path(env.doc2path(name)) for name in docnames)
    if len(pages) > 1 and app.config.nb_execution_mode == "cache":
        execute(pages, Path(app.config.nb_execution_cache_path), app.config.nb_execution_timeout)


def with_code(paths):
    """Those of the pages that have cells."""
    pages = [path for path in paths if path.suffix == ".md"]
    return [path for path in pages if re.search(r"^```\{code-cell\}", path.read_text("utf8"), re.M)]


def execute(pages, cache, timeout):
    """Run pages on all cores, each into the cache; those whose results are in it already are passed over."""
    cache.parent.mkdir(parents=True, exist_ok=True)
    project = get_cache(str(cache))
    for path in pages:
        project.add_nb_to_project(str(path), read_data={"name": "myst_nb_md", "type": "plugin"})
    with error_stream_into(cache.parents[1] / "kernels.log"):  # every kernel has the same two warnings to say
        # jupyter-cache's own pool hands pages out by the handful, so that one core has the long ones and the other none
        with ProcessPoolExecutor(mp_context=multiprocessing.get_context("fork")) as pool:
            list(pool.map(execute_one, map(str, pages), repeat(str(cache)), repeat(timeout)))


def execute_one(page, cache, timeout):
    """Run one page into the cache."""
    load_executor("local-serial", get_cache(cache)).run_and_cache(filter_uris=[page], timeout=timeout)


def main(cache=None):
    """Run the book's pages into a cache, without Sphinx: `make` does so while the grader tests itself."""
    root = BOOK.parent
    names = re.findall(r"^\s*(?:- )?(?:file|root): (\S+)", (root / "_toc.yml").read_text("utf8"), re.M)
    config = yaml.safe_load((root / "_config.yml").read_text("utf8"))
    os.environ[animation.IN_BOOK] = "1"
    execute(with_code(root / f"{name}.md" for name in names), cache or cache_in(root / "_build"),
            config["execute"]["timeout"])


def check(build):
    """Run the book's pages into a new cache below the folder `build`; ends with what failed, if anything did."""
    cache = cache_in(Path(build))
    shutil.rmtree(cache, ignore_errors=True)
    main(cache)
    failed = [record for record in get_cache(str(cache)).list_project_records() if record.traceback]
    if failed:
        sys.exit("\n\n".join(f"{Path(record.uri).name}\n{record.traceback}" for record in failed))


def write_what_pages_share(app):
    """The style's colours, and the engine of all that moves: its sources joined into one script."""
    static = Path(app.outdir) / "_static"
    static.mkdir(parents=True, exist_ok=True)
    (static / "looks.css").write_text(style.css(), encoding="utf8")
    (static / "engine.js").write_text(engine.script(), encoding="utf8")


def setup(app):
    os.environ[animation.IN_BOOK] = "1"
    # "env": Sphinx reads every page again when the value differs from the last build's
    app.add_config_value("course_helpers", fingerprint(), "env", types=[str])
    app.add_config_value("course_extension", extension(), "env", types=[str])
    app.connect("config-inited", use_own_cache)
    app.connect("builder-inited", write_what_pages_share)
    app.connect("env-before-read-docs", execute_side_by_side)
