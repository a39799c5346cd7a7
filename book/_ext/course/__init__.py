"""What the course adds to Sphinx. One concern a module; each module has a `setup` of its own."""

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


def setup(app):
    for module in MODULES:
        module.setup(app)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
