"""The formulas of a page's source, and the symbols in them."""

import re

import yaml
from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin

PARSER = MarkdownIt("commonmark").enable("table").use(dollarmath_plugin, allow_labels=True)
CODE = re.compile(r"\{(code-cell|code-block|literalinclude)\}|\w*$")
TOKEN = re.compile(r"\\\\\[[^\]]*\]|\\operatorname\*|\\[a-zA-Z]+|\\.|[^\s]")  # the first: \\[0.5em]
ACCENTS = {r"\hat", r"\tilde", r"\bar"}
FONTS = {r"\mathcal", r"\mathbb", r"\operatorname"}
WORDS = {r"\text", r"\mathrm", r"\operatorname*", r"\begin", r"\end"}  # no symbols, but an upright d and the like
GREEK = {rf"\{name}" for name in (
    "alpha beta gamma delta epsilon varepsilon zeta eta theta kappa lambda mu nu xi rho sigma tau phi psi chi omega "
    "Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega ell nabla").split()}  # fmt: skip


def formulas(text):
    """(line, TeX) of every formula, in directives and in their titles too, but not in code."""
    text = re.sub(r"\A---\n.*?^---$", lambda head: "\n" * head[0].count("\n"), text, flags=re.S | re.M)
    for token in PARSER.parse(text):
        first = (token.map or [0])[0] + 1
        if token.type == "fence" and token.info.startswith("{code-cell}") and token.content.startswith("---"):
            head = yaml.safe_load(token.content.split("---\n")[1])
            caption = head.get("mystnb", {}).get("figure", {}).get("caption", "")
            yield from ((first, found) for _, found in formulas(caption))
        elif token.type == "fence" and not CODE.match(token.info):
            yield from ((first, found) for _, found in formulas(token.info.partition("}")[2]))
            yield from ((first + line, found) for line, found in formulas(token.content))
        elif token.type.startswith("math_block"):
            yield first, token.content
        for child in token.children or []:
            if child.type.startswith("math_"):
                yield first, child.content


def group(tokens):
    """The next token, or all of the next braces, taken off the front."""
    if not tokens:
        return []
    first = tokens.pop(0)
    if first != "{":
        return [first, *group(tokens)] if first in ACCENTS | FONTS | WORDS else [first]
    depth, inside = 1, []
    while depth:
        token = tokens.pop(0)
        depth += {"{": 1, "}": -1}.get(token, 0)
        inside.append(token)
    return inside[:-1]


def symbols(tex):
    """(symbol, index) of all that the formula names: letters with their accents, in their fonts, with their stars."""
    found, tokens = [], TOKEN.findall(tex)
    while tokens:
        token = tokens.pop(0)
        if token in WORDS:
            group(tokens)
            continue
        if token in ACCENTS | FONTS:
            inside = "".join(group(tokens))
            name = f"{token}{{{inside}}}"
        elif token in GREEK or re.fullmatch(r"[a-zA-Z]", token):
            name = token
            if token == "e" and tokens[:1] == ["^"]:  # Euler's number, with its exponent
                continue
        else:
            continue
        index, marks = [], ""
        while tokens and tokens[0] in ("_", "^", "'"):
            mark = tokens.pop(0)
            if mark == "'":
                marks = "'"
                continue
            part = group(tokens)
            if mark == "_":
                index = part
            elif part == [r"\star"]:
                marks = r"^\star"
            else:
                tokens[:0] = part
        found.append((name + marks, "".join(index)))
    return found
