"""What the course adds to Sphinx. One concern a module; each module has a `setup` of its own."""

from functools import cache

import pybtex.plugin

from . import (
    assignment,
    catch,
    chapter,
    checks,
    deeper,
    epub,
    execution,
    findable,
    foot,
    formulas,
    glossary,
    graded,
    handed,
    light,
    mistakes,
    moved,
    names,
    offers,
    poster,
    practice,
    quiz,
    search,
    tidy,
    write,
)

MODULES = (
    assignment, catch, chapter, checks, deeper, epub, execution, findable, foot, formulas, glossary, graded, handed,
    light, mistakes, moved, names, offers, poster, practice, quiz, search, tidy, write,
)  # fmt: skip


# sphinxcontrib-bibtex looks its backend up for every citation, and each time that reads what all packages offer.
pybtex.plugin.find_plugin = cache(pybtex.plugin.find_plugin)


def setup(app):
    for module in MODULES:
        module.setup(app)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
