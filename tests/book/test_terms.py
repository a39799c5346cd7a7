"""The field's terms are used where the book explains them, and the glossary leads there."""

import re

import pytest

from .test_chapter import ALL_CHAPTERS, BOOK, CELL

TERMS = """
    acceleration, adaptive learning rate, autograd, backpropagation, backward pass, barrier, batch size, benchmark,
    bias correction, characteristic polynomial, condition number, confidence interval, convergence, convex,
    cosine decay, critically damped, curvature, damping, decoupled weight decay, descent direction, descent lemma,
    diagonal preconditioner, dual norm, early stopping, edge of stability, effective learning rate, eigenvalue,
    eigenvector, epoch, expectation, exponential moving average, first-order method, flat minimum, forward pass,
    generalisation gap, gradient, gradient clipping, gradient descent, gradient noise, grid search, heavy ball, Hessian,
    hyperparameter, ill-conditioned, L2 regularisation, learning rate, learning-rate schedule, linear convergence,
    linear mode connectivity, local minimum, loss function, loss landscape, max norm, mini-batch, mode connectivity,
    momentum, Newton's method, noise floor, online learning, overfitting, overshoot, parameter group, plateau,
    preconditioner, quadratic, rate of convergence, regret, saddle point, second moment, seed, sharp minimum,
    sign descent, signal-to-noise ratio, singular value, smooth, sparse, spectral norm, spectral radius, stability,
    standard deviation, standard error, stationary point, steepest descent, step decay, stochastic gradient descent,
    strongly convex, sublinear convergence, test set, time scale, training set, unbiased, validation set,
    vanishing gradient, variance, velocity, warm-up, weight decay, zig-zag
"""
TERMS = [term.strip() for term in TERMS.split(",")]
ENTRY = re.compile(r"^(?P<terms>[^\n#(:]+?) · .+\n: (?P<meaning>.+)$", re.M)
LINK = re.compile(r"\[[^\]]+\]\(([\w.-]+)\)")


def entries():
    """{term: the places to which its entry in the glossary links}."""
    found = {}
    for entry in ENTRY.finditer((BOOK / "glossary.md").read_text("utf8")):
        for term in re.sub(r"\([^)]*\)", "", entry["terms"]).split(","):
            assert term.strip() not in found, term
            found[term.strip()] = LINK.findall(entry["meaning"])
    return found


def prose(text):
    """What is read: without code, marks of emphasis, and with a space for each end of a line."""
    text = re.sub(r"^```python.*?^```", "", CELL.sub("", text), flags=re.S | re.M)
    return re.sub(r"\s+", " ", re.sub(r"[*_]|\$[^$\n]*\$", "", text))


def sections():
    """{place: prose}: of each page by its name, and of each section by its label, with the sections in it."""
    found = {}
    for page in BOOK.glob("*.md"):
        text = page.read_text("utf8")
        found[page.name] = prose(text)
        for label in re.finditer(r"^\(([\w-]+)\)=\n(#+) ", text, re.M):
            after = re.search(rf"^#{{1,{len(label[2])}}} ", text[label.end():], re.M)
            found[label[1]] = prose(text[label.start():label.end() + after.start() if after else len(text)])
    return found


SECTIONS, ENTRIES = sections(), entries()


def pattern(term):
    """The term in a sentence: capital or small, with a hyphen or a space, one or many."""
    words = re.escape(term).replace(r"\-", "[- ]").replace(r"\ ", "[- ]")
    words = re.sub("um$", "(um|a)", re.sub("y$", "(y|ies)", words))
    return re.compile(rf"(?<![a-z]){words}", re.I)


@pytest.mark.parametrize("term", TERMS)
def test_a_term_of_the_field_is_used_in_a_chapter_and_in_the_glossary(term):
    assert [page for page in (*ALL_CHAPTERS, "network", "step") if pattern(term).search(SECTIONS[f"{page}.md"])]
    assert term in ENTRIES


@pytest.mark.parametrize("term", ENTRIES)
def test_the_glossary_leads_to_a_place_that_uses_the_term(term):
    assert ENTRIES[term]
    for place in ENTRIES[term]:
        assert pattern(term).search(SECTIONS[place]), place


def test_terms_are_found_as_sentences_write_them():
    assert pattern("local minimum").search("Local minima") and pattern("mini-batch").search("three mini batches")
    assert pattern("learning-rate schedule").search("a learning rate schedule")
    assert not pattern("convex").search("nonconvex") and not pattern("saddle point").search("a saddle")
