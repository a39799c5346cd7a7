"""Expressions: sums, products, powers and functions of symbols, and how they are written in LaTeX.

They are made so that what is computed the same way is the same value: sums and products are flat, and numbers that do
nothing are left out.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

# Expressions. Sums and products are flat, and hold no number that does nothing.

@dataclass(frozen=True)
class Number:
    value: float


@dataclass(frozen=True)
class Symbol:
    """A name; hyperparameters stand before all others in a product."""

    latex: str
    hyperparameter: bool = False


@dataclass(frozen=True)
class Sum:
    terms: tuple[Expression, ...]


@dataclass(frozen=True)
class Product:
    above: tuple[Expression, ...]
    below: tuple[Expression, ...] = ()


@dataclass(frozen=True)
class Power:
    base: Expression
    exponent: Expression


@dataclass(frozen=True)
class Of:
    """A function of something, by the pattern of its LaTeX: `#1`, `#2` stand for the arguments."""

    pattern: str
    arguments: tuple[Expression, ...]


@dataclass(frozen=True)
class Condition:
    """A comparison; the sign in LaTeX."""

    left: Expression
    sign: str
    right: Expression

    @property
    def latex(self) -> str:
        return f"{latex(self.left)} {self.sign} {latex(self.right)}"

    @property
    def opposite(self) -> Condition:
        """What holds where this does not."""
        return replace(self, sign=OPPOSITE[self.sign])


@dataclass(frozen=True)
class Cases:
    """One thing where a condition holds, and another where it does not."""

    then: Expression
    condition: Condition
    otherwise: Expression


@dataclass(frozen=True)
class Marked:
    """What another expression does not have."""

    inner: Expression
    colour: str


Expression = Number | Symbol | Sum | Product | Power | Of | Cases | Marked

ZERO, ONE, MINUS_ONE = Number(0), Number(1), Number(-1)
W, G, NEW, T = Symbol("w_t"), Symbol("g_t"), Symbol("w_{t+1}"), Symbol("t")
# What is wrong, and what should be there. A page may give both other colours: KaTeX writes these ones beside each sign.
WRONG, RIGHT = "#b3261e", "#0069b4"
AXES = r"\text{axes of } #1"
OPPOSITE = {"<": r"\ge", r"\ge": "<", ">": r"\le", r"\le": ">", "=": r"\ne", r"\ne": "="}
OTHERWISE = r"\text{otherwise}"
SIGN, ROOT, SIZE = r"\operatorname{sign}(#1)", r"\sqrt{#1}", r"\lvert #1 \rvert"


def add(*terms: Expression) -> Expression:
    """A sum, with its numbers added up."""
    flat = [t for term in terms for t in (term.terms if isinstance(term, Sum) else (term,))]
    number = math.fsum(t.value for t in flat if isinstance(t, Number))
    rest: list[Expression] = [t for t in flat if not isinstance(t, Number)]
    if number:
        first = isinstance(flat[0], Number)
        rest.insert(0 if first else len(rest), Number(number))
    return Sum(tuple(rest)) if len(rest) > 1 else rest[0] if rest else ZERO


def multiply(*factors: Expression) -> Expression:
    """A product, with its numbers multiplied and equal factors as powers."""
    above: list[Expression] = []
    below: list[Expression] = []
    number = 1.0
    for factor in factors:
        for one in factor.above if isinstance(factor, Product) else (factor,):
            if isinstance(one, Number):
                number *= one.value
            else:
                above.append(one)
        below += factor.below if isinstance(factor, Product) else ()
    if number == 0:
        return ZERO
    if not below and sum(isinstance(one, Cases) for one in above) == 1:
        (cases,) = (one for one in above if isinstance(one, Cases))
        rest = [Number(number), *(one for one in above if one is not cases)]
        return Cases(multiply(*rest, cases.then), cases.condition, multiply(*rest, cases.otherwise))
    if number != 1:
        above.insert(0, Number(number))
    above, below = _gathered(above), _gathered(below)
    if not below:
        return Product(tuple(above)) if len(above) > 1 else above[0] if above else ONE
    return Product(tuple(above), tuple(below))


def _gathered(factors: list[Expression]) -> list[Expression]:
    """Factors that occur twice as squares."""
    found: dict[Expression, int] = {}
    for factor in factors:
        base, times = ((factor.base, int(factor.exponent.value))
                       if isinstance(factor, Power) and isinstance(factor.exponent, Number)
                       and factor.exponent.value in (2, 3) else (factor, 1))
        found[base] = found.get(base, 0) + times
    return [base if times == 1 else Power(base, Number(times)) for base, times in found.items()]


def divide(above: Expression, below: Expression) -> Expression:
    """A fraction."""
    if below == ONE or above == ZERO:
        return above
    if isinstance(below, Product) and below.below:  # what stands under the lower line comes to the top
        return divide(multiply(above, *below.below), multiply(*below.above))
    lower = below.above if isinstance(below, Product) else (below,)
    upper = above if isinstance(above, Product) else Product(() if above == ONE else (above,))
    return multiply(replace(upper, below=upper.below + lower))


def minus(x: Expression) -> Expression:
    return multiply(MINUS_ONE, x)


def power(base: Expression, exponent: Expression) -> Expression:
    if exponent == ONE:
        return base
    return Of(ROOT, (base,)) if exponent == Number(0.5) else Power(base, exponent)


# LaTeX

def latex(x: Expression) -> str:
    """An expression in LaTeX."""
    match x:
        case Number(value):
            return _number(value)
        case Symbol(name):
            return name
        case Sum(terms):
            return _sum(terms)
        case Product(above, below):
            return _product(above, below)
        case Power(base, exponent):
            plain = isinstance(_plain(base), Symbol | Number)
            inside = latex(base) if plain else rf"\left({latex(base)}\right)"
            return f"{inside}^{{{latex(exponent)}}}"
        case Of(pattern, arguments):
            said = [latex(argument) for argument in arguments]
            if r"\frac" in "".join(said):
                pattern = pattern.replace("(", r"\left(").replace(")", r"\right)")
            for k, text in enumerate(said, start=1):
                pattern = pattern.replace(f"#{k}", text)
            return pattern
        case Marked(inner, colour):
            return rf"\textcolor{{{colour}}}{{{latex(inner)}}}"
        case Cases():
            rows = r" \\ ".join(f"{latex(value)} & {condition}" for value, condition in cases(x))
            return rf"\begin{{cases}} {rows} \end{{cases}}"


def _number(value: float) -> str:
    if value == 0.5:
        return r"\tfrac12"
    mantissa, _, exponent = f"{value:g}".partition("e")
    if not exponent and 0 < abs(value) < 0.001:  # as :e would have it
        mantissa, _, exponent = f"{value:e}".partition("e")
        mantissa = f"{float(mantissa):g}"
    if not exponent:
        return mantissa
    ten = f"10^{{{int(exponent)}}}"
    return {"1": ten, "-1": f"-{ten}"}.get(mantissa, rf"{mantissa} \cdot {ten}")


def _sum(terms: tuple[Expression, ...]) -> str:
    first, *rest = sorted(terms, key=lambda term: isinstance(_plain(term), Cases))  # which have no bracket at their end
    text = latex(first)
    for term in rest:
        said = latex(_plain(term))
        signed = f" - {said[1:].lstrip()}" if said.startswith("-") else f" + {said}"
        text += rf" \textcolor{{{term.colour}}}{{{signed}}}" if isinstance(term, Marked) else signed
    return text


def _plain(x: Expression) -> Expression:
    return x.inner if isinstance(x, Marked) else x


def _product(above: tuple[Expression, ...], below: tuple[Expression, ...]) -> str:
    sign = ""
    if above and isinstance(above[0], Number) and above[0].value < 0:
        sign, above = "-", tuple(a for a in (Number(-above[0].value), *above[1:]) if a != ONE)
    above = tuple(sorted(above, key=_rank))
    if not below:
        return sign + (_factors(above) or "1")
    before: tuple[Expression, ...] = ()
    if all(isinstance(_plain(b), Number) for b in below):  # ηλ/2 w
        before = tuple(a for a in above if _rank(a) <= 1)
        rest = above[len(before):]
        return f"{sign}\\tfrac{{{_factors(before) or '1'}}}{{{_factors(below)}}} {_factors(rest)}".rstrip()
    before = tuple(a for a in above if _rank(a) <= 1)
    rest = above[len(before):]
    if not rest:
        before, rest = (), before
    # A fraction's line is bracket enough for a single sum.
    over = latex(rest[0]) if len(rest) == 1 else _factors(rest) or "1"
    under = latex(below[0]) if len(below) == 1 else _factors(below)
    return f"{sign}{_factors(before)}{' ' if before else ''}\\frac{{{over}}}{{{under}}}"


def _rank(factor: Expression) -> int:
    """Where it stands in a product: numbers, hyperparameters, sums, all others."""
    match _plain(factor):
        case Number():
            return 0
        case Symbol(_, hyperparameter):
            return 1 if hyperparameter else 3
        case Power(Symbol(_, hyperparameter)):
            return 1 if hyperparameter else 3
        case Sum() | Power(Sum()):
            return 2
    return 3


def _factors(factors: tuple[Expression, ...]) -> str:
    said = []
    for factor in factors:
        text = latex(_plain(factor))
        if isinstance(_plain(factor), Sum | Cases) or text.startswith("-"):
            text = rf"\left({text}\right)" if r"\frac" in text else f"({text})"
        if isinstance(factor, Marked):
            text = rf"\textcolor{{{factor.colour}}}{{{text}}}"
        said.append(text)
    between = r" \cdot " if len(said) > 1 and all(isinstance(_plain(f), Number) for f in factors) else r"\, "
    return between.join(said)


# Comparing, and putting one for another

def parts_of(x: Expression) -> tuple[Expression, ...]:
    """What an expression is made of."""
    match x:
        case Sum(terms):
            return terms
        case Product(above, below):
            return above + below
        case Power(base, exponent):
            return base, exponent
        case Of(_, arguments):
            return arguments
        case Cases(then, _, otherwise):
            return then, otherwise
    return ()


def symbols(x: Expression) -> set[Symbol]:
    """All names in an expression."""
    return {x} if isinstance(x, Symbol) else {s for part in parts_of(x) for s in symbols(part)}


def substitute(x: Expression, old: Expression, new: Symbol) -> Expression:
    """`x` with `new` in the place of `old`, wherever that stands, be it among the factors of a product."""
    if x == old:
        return new
    match x:
        case Sum(terms):
            return Sum(tuple(substitute(t, old, new) for t in terms))
        case Product(above, below):
            if isinstance(old, Product) and old.above and set(old.above) <= set(above) and set(old.below) <= set(below):
                rest = Product(tuple(a for a in above if a not in old.above),
                               tuple(b for b in below if b not in old.below))
                return substitute(multiply(rest, new), old, new)
            return Product(tuple(substitute(a, old, new) for a in above), tuple(substitute(b, old, new) for b in below))
        case Power(base, exponent):
            return Power(substitute(base, old, new), exponent)
        case Of(pattern, arguments):
            return Of(pattern, tuple(substitute(a, old, new) for a in arguments))
        case Cases(then, condition, otherwise):
            where = replace(condition, left=substitute(condition.left, old, new),
                            right=substitute(condition.right, old, new))
            return Cases(substitute(then, old, new), where, substitute(otherwise, old, new))
    return x


def mark(x: Expression, other: Expression, colour: str) -> Expression:
    """`x` with marks around what `other` does not have."""
    if x == other:
        return x
    match x, other:
        case (Sum(), _) | (_, Sum()):
            mine, theirs = (e.terms if isinstance(e, Sum) else (e,) for e in (x, other))
            marked = _each(mine, theirs, colour)
            return Sum(marked) if len(marked) > 1 else marked[0]
        case (Product(), _) | (_, Product()):
            one, two = (e if isinstance(e, Product) else Product((e,)) for e in (x, other))
            if _negative(one) != _negative(two):
                return Marked(x, colour)  # a sign belongs to all of it
            if _negative(one):
                return Product((MINUS_ONE, *_factors_of(mark(minus(x), minus(other), colour))))
            above, below = _each(one.above, two.above, colour), _each(one.below, two.below, colour)
            return Product(above, below) if isinstance(x, Product) else above[0]
        case Power(base, exponent), Power(other_base, other_exponent):
            return Power(mark(base, other_base, colour), mark(exponent, other_exponent, colour))
        case Of(pattern, arguments), Of(other_pattern, other_arguments) if pattern == other_pattern:
            return Of(pattern, tuple(mark(*pair, colour) for pair in zip(arguments, other_arguments)))
        case Cases(then, condition, otherwise), Cases(other_then, same, other_otherwise) if condition == same:
            return Cases(mark(then, other_then, colour), condition, mark(otherwise, other_otherwise, colour))
    return x if x in parts_of(other) else Marked(x, colour)


def _negative(x: Product) -> bool:
    return any(isinstance(factor, Number) and factor.value < 0 for factor in x.above)


def _factors_of(x: Expression) -> tuple[Expression, ...]:
    return x.above if isinstance(x, Product) and not x.below else (x,)


def _each(mine: tuple[Expression, ...], theirs: tuple[Expression, ...], colour: str) -> tuple[Expression, ...]:
    """Terms, or factors, with marks where the others have none like them."""
    new = [x for x in mine if x not in theirs]
    lost = [x for x in theirs if x not in mine]
    pairs = dict(zip(new, lost)) if len(new) == len(lost) else {}
    return tuple((mark(x, pairs[x], colour) if pairs else Marked(x, colour)) if x in new else x for x in mine)


def cases(x: Expression) -> list[tuple[Expression, str]]:
    """The values of an expression, each with its condition in LaTeX."""
    return [(x.then, x.condition.latex), *cases(x.otherwise)] if isinstance(x, Cases) else [(x, OTHERWISE)]


def rows(x: Expression, given: tuple[Condition, ...] = ()) -> list[tuple[Expression, tuple[Condition, ...]]]:
    """The values of an expression that has cases anywhere inside it, without cases, and when it has which of them."""
    condition = _condition(x)
    if condition is None:
        return [(x, given)]
    return [*rows(_where(x, condition, True), (*given, condition)),
            *rows(_where(x, condition, False), (*given, condition.opposite))]


def _condition(x: Expression) -> Condition | None:
    """A condition that an expression depends on, if there is one."""
    if isinstance(x, Cases):
        return x.condition
    return next((found for part in parts_of(x) if (found := _condition(part))), None)


def _where(x: Expression, condition: Condition, holds: bool) -> Expression:
    """What an expression is where a condition holds, or where it does not."""
    match x:
        case Cases(then, here, otherwise):
            then, otherwise = _where(then, condition, holds), _where(otherwise, condition, holds)
            if here in (condition, condition.opposite):
                return then if holds == (here == condition) else otherwise
            return Cases(then, here, otherwise)
        case Sum(terms):
            return add(*(_where(term, condition, holds) for term in terms))
        case Product(above, below):
            over, under = (multiply(*(_where(f, condition, holds) for f in factors)) for factors in (above, below))
            return divide(over, under)
        case Power(base, exponent):
            return power(_where(base, condition, holds), _where(exponent, condition, holds))
        case Of(pattern, arguments):
            return Of(pattern, tuple(_where(argument, condition, holds) for argument in arguments))
    return x
