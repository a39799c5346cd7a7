"""Whatever the grader says stands in one file, word by word."""

import ast
import difflib
from gettext import NullTranslations
from pathlib import Path

import pytest

from grader.ground.failure import Failure
from grader.telling import catalogue
from grader.telling.catalogue import SENTENCES, Plural, say
from grader.telling.meanings import MEANINGS, meaning

from . import sentences

PACKAGE = Path(catalogue.__file__).parents[1]
DATA = {"demo_class", "right_answers"}  # students' code


class Heard(NullTranslations):
    """Notes which sentences were asked for, and in which of their forms."""

    def __init__(self):
        super().__init__()
        self.keys = set()

    def pgettext(self, context, message):
        self.keys.add(context)
        return super().pgettext(context, message)

    def npgettext(self, context, msgid1, msgid2, n):
        self.keys.add((context, n == 1))
        return super().npgettext(context, msgid1, msgid2, n)


@pytest.fixture(scope="module")
def said():
    """Everything, and the keys under which it was found."""
    heard = Heard()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(catalogue, "TRANSLATIONS", heard)
        return sentences.everything(), heard.keys


def test_what_is_said_is_what_was_reviewed(said):
    """After a change: `python -m tests.grader.telling.sentences`, and read the difference."""
    reviewed = sentences.FILE.read_text(encoding="utf8")
    if said[0] != reviewed:
        pytest.fail("\n".join(difflib.unified_diff(
            reviewed.splitlines(), said[0].splitlines(), "reviewed", "said now", lineterm="", n=1)), pytrace=False)


def test_every_sentence_is_shown_in_each_of_its_forms(said):
    """Whoever adds one shows it in sentences.py."""
    wanted = {key for key, s in SENTENCES.items() if isinstance(s, str)}
    wanted |= {(key, one) for key, s in SENTENCES.items() if isinstance(s, Plural) for one in (True, False)}
    assert wanted - said[1] == set()


def test_every_meaning_of_an_exception_is_shown_with_one_that_it_explains():
    assert set(sentences.MEANT) == {one.key for one in MEANINGS} - {None}
    for key in sentences.MEANT:
        why, where = sentences.meant(key)
        found = meaning(why, where.given)
        assert found and found[0] == f"meaning.{key}"


@pytest.mark.parametrize("name", ["(", "(a|a)*$", "[", "\\"])
def test_a_name_in_a_strangers_message_is_no_pattern(name):
    said = f"cannot access local variable '{name}' where it is not associated with a value"
    found = meaning(Failure("UnboundLocalError", said, 2, 7, "a" * 60), True)
    assert found and found[0] == "meaning.unbound"


def keys_in_source():
    """(where, key) of each `say("…")` in the package; of an f-string what it begins with."""
    for path in sorted(p for p in PACKAGE.rglob("*.py") if not DATA & set(p.parts)):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "say" and node.args:
                parts = list(ast.walk(node.args[0]))
                later = {id(p) for f in parts if isinstance(f, ast.JoinedStr) for p in f.values[1:]}
                for part in parts:
                    if (isinstance(part, ast.Constant) and isinstance(part.value, str) and "." in part.value
                            and id(part) not in later):
                        yield f"{path.relative_to(PACKAGE)}:{node.lineno}", part.value


def test_nobody_asks_for_a_sentence_that_is_not_there():
    asked = list(keys_in_source())
    assert len(asked) > 50
    assert [(where, key) for where, key in asked
            if key not in SENTENCES and not (key.endswith(".") and any(k.startswith(key) for k in SENTENCES))] == []


def test_a_translation_takes_the_place_of_a_sentence(monkeypatch):
    class Other(NullTranslations):
        def pgettext(self, context, message):
            return {"reason.stopped": "Abgebrochen. {detail}"}.get(context, message)

        def npgettext(self, context, msgid1, msgid2, n):
            return f"{{n}} von {n}"

    monkeypatch.setattr(catalogue, "TRANSLATIONS", Other())
    assert say("reason.stopped", detail="So.") == "Abgebrochen. So."
    assert say("class.head", n=3) == "3 von 3"


@pytest.mark.parametrize("text", ["{", "}", "{0}", "{detail}", "{detail.__class__}", "%s", "\\", "\0", "{{}}"])
def test_what_a_stranger_wrote_is_never_read_as_a_format(text):
    assert say("reason.stopped", detail=text) == f"Your notebook did not finish. {text}"
