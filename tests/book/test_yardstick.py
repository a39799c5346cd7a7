"""The yardstick for comparisons: what it says where there is nothing, where there is something; who goes through it."""

import re
from dataclasses import replace

import numpy as np
import pytest
from experiments import comparison, decay_grid, repeated, stored, verdict
from experiments.repeated import Tried
from experiments.verdict import Outcome

from tests.book.test_chapter import BOOK, CELL, PAGES, by_page


def tried(scores, first=1, edges=()):
    """One method in as many repetitions as `scores`, (repetitions, seeds), has rows."""
    return [Tried(first + k, 0.1, 0.0, list(edges), np.zeros((1, 1)), np.array(row)) for k, row in enumerate(scores)]


def by_chance(random, lead=0.0, luck=1.0, seeds=0.5, repetitions=8, count=8):
    """Two methods, the first ahead by `lead`; leads scatter by `luck` with each tuning, by `seeds` with each seed."""
    tunings, runs = random.standard_normal((repetitions, 1)), random.standard_normal((repetitions, count))
    leads = lead + luck * tunings + seeds * runs
    common = random.standard_normal((repetitions, count))  # good and bad seeds, the same for both
    return tried(common + leads), tried(common)


# ── what it says ──


def test_the_lead_is_paired_by_seed_and_counted_by_repetition():
    ours, theirs = tried([[3, 4], [5, 7], [6, 4]]), tried([[1, 5], [4, 4], [3, 2]])
    found = verdict.compare(ours, theirs, unit=1)
    assert found.lead == pytest.approx((0.5 + 2 + 2.5) / 3)
    assert found.error == pytest.approx(np.std([0.5, 2, 2.5], ddof=1) / 3**0.5)
    assert (found.ahead, found.repetitions, found.seeds_ahead, found.seeds) == (3, 3, 5, 6)
    assert found.high - found.lead == pytest.approx(4.302653 * found.error)  # Student's table, two degrees of freedom


def test_points_are_hundredths_and_lower_may_be_better():
    ours, theirs = tried([[0.1, 0.2]] * 2 + [[0.2, 0.2]]), tried([[0.3, 0.4]] * 2 + [[0.3, 0.3]])
    assert verdict.compare(ours, theirs).lead == pytest.approx(-100 * 0.5 / 3)
    assert verdict.compare(ours, theirs, lower=True).lead == pytest.approx(100 * 0.5 / 3)
    assert verdict.compare(ours, theirs).outcome is Outcome.BEHIND
    assert verdict.compare(ours, theirs, lower=True).outcome is verdict.compare(theirs, ours).outcome is Outcome.AHEAD


@pytest.mark.parametrize("luck", [0.0, 1.0])
def test_the_interval_holds_the_true_lead_as_often_as_it_says(luck):
    """Also where tuning decides more than the seeds do, which a standard error over the seeds does not see."""
    random, hits, naive = np.random.default_rng(0), 0, 0
    for _ in range(1000):
        ours, theirs = by_chance(random, lead=0.3, luck=luck)
        found = verdict.compare(ours, theirs, unit=1)
        hits += found.low <= 0.3 <= found.high
        leads = np.array([a.scores - b.scores for a, b in zip(ours, theirs)])
        naive += abs(leads[0].mean() - 0.3) < 2.36 * leads[0].std(ddof=1) / 8**0.5  # one tuning, and its eight seeds
    assert 0.93 < hits / 1000 < 0.97
    assert (naive / 1000 > 0.93) == (luck == 0)


def test_of_many_pairs_that_are_alike_hardly_ever_is_one_called_different():
    random, alone, together = np.random.default_rng(0), 0, 0
    for _ in range(150):
        pairs = [by_chance(random) for _ in range(11)]
        alone += any(verdict.compare(*pair).outcome is not Outcome.OPEN for pair in pairs)
        together += any(verdict.compare(*pair, among=11).outcome is not Outcome.OPEN for pair in pairs)
    assert together / 150 < 0.08 < 0.3 < alone / 150


def test_a_lead_that_is_there_is_found():
    random = np.random.default_rng(0)
    found = [verdict.compare(*by_chance(random, lead=3.0)).outcome for _ in range(100)]
    assert found.count(Outcome.AHEAD) > 95 and Outcome.BEHIND not in found


@pytest.mark.parametrize("luck, share", [(0.0, 0.0), (0.5, 8 / 9), (2.0, 1.0)])
def test_the_share_of_luck_is_what_more_seeds_would_not_take_away(luck, share):
    pairs = by_chance(np.random.default_rng(0), luck=luck, seeds=0.5, repetitions=2000)  # by the seeds: 0.25 / 8
    assert verdict.compare(*pairs).luck == pytest.approx(share, abs=0.1)


def test_where_every_repetition_says_the_same_there_is_no_doubt():
    found = verdict.compare(tried([[2.0, 2.0]] * 4), tried([[1.0, 1.0]] * 4))
    assert found.outcome is Outcome.AHEAD and found.luck == 0 and found.error == 0


@pytest.mark.parametrize("theirs", [
    tried([[1.0]] * 3), tried([[1.0]] * 4, first=2), tried([[1.0]] * 3) + tried([[1.0]], first=3),
])  # fmt: skip
def test_what_is_no_pair_is_not_compared(theirs):
    with pytest.raises(ValueError, match="same repetitions"):
        verdict.compare(tried([[1.0]] * 4), theirs)


def test_the_repetition_that_asked_does_not_answer():
    with pytest.raises(ValueError, match="posed the question"):
        verdict.compare(tried([[1.0]] * 4, first=0), tried([[1.0]] * 4, first=0))


def test_two_repetitions_are_no_answer():
    with pytest.raises(ValueError, match="Fewer than three"):
        verdict.compare(tried([[1.0]] * 2), tried([[2.0]] * 2))


@pytest.mark.parametrize("score", [np.nan, np.inf])
def test_a_score_that_is_no_number_is_no_verdict(score):
    with pytest.raises(ValueError, match="not finite"):
        verdict.compare(tried([[1.0, 2.0]] * 3 + [[1.0, score]]), tried([[1.0, 1.0]] * 4))


def test_a_tie_counts_for_neither():
    """Also one that is off by the computer's arithmetic."""
    ours, theirs = tried([[0.1 + 0.2, 1.0], [1.0, 1.0], [2.0, 0.0], [0.0, 0.0]]), tried([[0.3, 1.0]] + [[1.0, 1.5]] * 3)
    found, other = verdict.compare(ours, theirs), verdict.compare(theirs, ours)
    assert (found.ahead, found.behind, other.ahead, other.behind) == (0, 3, 3, 0)
    assert verdict.said(found).endswith("in 3 of 4") and verdict.said(other).endswith("in 3 of 4")


def test_a_choice_at_a_grids_end_is_told_for_each_method_and_grid():
    ours, theirs = tried([[1.0, 2.0], [2.0, 2.0], [4.0, 3.0]], edges=["λ"]), tried([[0.0, 0.0]] * 3)
    theirs[1] = replace(theirs[1], edges=["η"])
    assert verdict.compare(ours, theirs).edges == ((0, "λ", 3), (1, "η", 1))


def test_a_row_has_a_cell_for_each_head_and_real_minus_signs():
    cells = verdict.row(verdict.compare(tried([[0.0, 0.1]] * 2 + [[0.0, 0.0]]), tried([[0.2, 0.2]] * 3)))
    assert len(cells) == len(verdict.HEAD)
    assert cells == ["−16.67 ± 1.67", "−23.84 to −9.50", "0 of 3", "0 of 6", cells[4], "behind"]


# ── what it judges: repetitions that are tuned anew ──


def test_no_seed_serves_twice():
    used = [seed for k in range(40) for seed in (*repeated.tuning_seeds(k), *repeated.report_seeds(k))]
    assert len(set(used)) == len(used) == 40 * (repeated.TUNING + repeated.REPORT)


def test_the_first_repetition_is_the_one_that_pages_draw():
    assert repeated.tuning_seeds(0) == comparison.TUNING


def test_each_repetition_has_its_own_split():
    first, second = comparison.split(1)[0].y, comparison.split(2)[0].y
    assert len(first) == len(second) and (first != second).any()
    assert (decay_grid.split(1)[0].where != decay_grid.split(2)[0].where).any()


LRS, DECAYS = (0.01, 0.1, 1.0), (0, 0.5, 5)


def tuned(errors, losses=None, before=None):
    """What `tune` makes of these errors and losses (lrs, decays), and the seeds that it asked for."""
    asked = []

    def validate(lrs, decays, seeds):
        asked.append(tuple(zip(lrs, decays, seeds)))
        places = [(LRS.index(lr), DECAYS.index(decay)) for lr, decay in zip(lrs, decays)]
        wobble = 0.001 * (np.array(seeds) % 2)  # not all seeds say the same
        return tuple(np.array([values[place] for place in places]) + wobble
                     for values in (errors, errors if losses is None else losses))  # fmt: skip

    return repeated.tune(LRS, DECAYS, 3, validate, before), asked


def test_tuning_takes_the_smallest_mean_error_over_its_own_seeds():
    errors = np.full((3, 3), 0.5)
    errors[1, 1] = 0.1
    (lr, decay, edges, found), (asked,) = tuned(errors)
    assert (lr, decay, edges) == (0.1, 0.5, []) and found[1, 1] == pytest.approx(0.1005)
    assert {seed for _, _, seed in asked} == set(repeated.tuning_seeds(3)) and len(asked) == 9 * repeated.TUNING


def test_among_equal_errors_the_loss_decides_and_no_number_is_no_loss():
    losses = np.full((3, 3), 2.0)
    losses[0, 0], losses[2, 1] = np.nan, 1.0
    assert tuned(np.full((3, 3), 0.5), losses)[0][:2] == (1.0, 0.5)


def test_what_was_hopeless_is_not_tried_again():
    before, errors = np.full((3, 3), 0.5), np.full((3, 3), 0.5)
    before[1, :2] = 0.1, 0.1 + 0.9 * repeated.MARGIN
    errors[0, 0] = 0.0  # it would win now, but nobody asks
    (lr, decay, _, found), (asked,) = tuned(errors, before=before)
    assert {(lr, decay) for lr, decay, _ in asked} == {(0.1, 0), (0.1, 0.5)}
    assert np.isinf(found).sum() == 7 and lr == 0.1


@pytest.mark.parametrize("place, edges", [
    ((0, 1), ["η"]), ((2, 1), ["η"]), ((1, 2), ["λ"]), ((2, 2), ["η", "λ"]), ((1, 0), []), ((1, 1), []),
])  # fmt: skip
def test_the_ends_of_both_grids_are_told(place, edges):
    """No decay is no end: there is nothing below it."""
    errors = np.full((3, 3), 0.5)
    errors[place] = 0.1
    assert tuned(errors)[0][2] == edges


def test_a_single_value_was_not_tuned_and_has_no_end():
    assert not repeated.at_end((0,), 0) and repeated.at_end((0.1, 0.2), 0)


KEPT = {
    "MLP": ["repeated_digits.again"], "CNN": ["repeated_digits.again"], "terrain": ["repeated_terrain.again"],
    "decays": ["repeated_map.decays", "repeated_map.undecayed"], "lion": ["repeated_map.lion"],
    "successors": ["successors.run"],
}  # fmt: skip
"""The result files of each experiment."""


@pytest.mark.parametrize("experiment", verdict.REPETITIONS)
def test_every_comparison_has_the_repetitions_that_it_says(experiment):
    numbers = verdict.REPETITIONS[experiment]
    assert len(numbers) >= 6 and 0 not in numbers
    for file in KEPT[experiment]:
        made = {}
        for *which, k in stored.lines(file):
            if experiment not in comparison.NETWORKS or experiment == which[0]:
                made.setdefault(tuple(which), set()).add(k)
        assert made and all(found - {0} == set(numbers) for found in made.values()), made


# ── who goes through it ──

METHODS = re.compile(
    r"(?<!\w)(SGD|[Gg]radient descent|[Mm]omentum|Nesterov\w*|Adagrad|RMSprop|Adam|AdamW|AMSGrad|Lion|NAdam|RAdam"
    r"|Adafactor|LAMB|Shampoo|SOAP|Muon|Schedule-Free|Prodigy|[Cc]osine|[Ww]arm-up|[Aa]daptive (methods|rates?)"
    r"|[Tt]he others|[Bb]oth)(?!\w)"
)
JUDGES = re.compile(
    r"\b((is|are|was|be|comes? out) (\w+ ){0,2}(ahead|behind|better|worse|best)|better (than|with)|worse than|beats?"
    r"|wins?|won|outperforms?|(faster|slower|lower) than|told (apart|from)|less error|does (better|worse)|about half of"
    r"|does \*?not\*? help|coming down at the end)\b"
)
FROM_A_PAPER = re.compile(r"\{cite:[pt]\}|[Tt]he authors report")
FORMULA = re.compile(r"^\$\$.*?^\$\$[^\n]*$", re.S | re.M)
PARAGRAPH = re.compile(r"^(?:- |\d\. ).*\n?(?: +\S.*\n?)*|(?:^(?![ \t]*$|#|- |\d\. ).*\n?)+", re.M)
END = re.compile(r"(?<=[.!?:])[\s*\"”)]+(?=[A-Z*\"($])")
OWN_ERROR = re.compile(r"ddof ?= ?1|\bsem\(|\bttest|\bstdev\(|/ ?(np\.sqrt\(len|len\([^()]*\) ?\*\* ?0\.5)")

RACE = "steps of a walk that repeats to the last digit, each method at its best rate on this landscape"
EXACT = "eigenvalues, sums or expectations, computed without chance"
NO_CLAIM = "says of no method that it is better"
WIDE = "the worst run of the one is far beyond the best of the other, which a cell asserts"
ELSEWHERE = {
    ("adagrad", "Adagrad wins, in the bound and in the game"): WIDE,
    ("adagrad", "At 45 degrees Adagrad is slower"): RACE,
    ("adagrad", "On two spirals RMSprop"): WIDE,
    ("adam", "So momentum wins this race"): RACE,
    ("adam", "there Adagrad at its best needs five steps"): RACE,
    ("adaptive_rates", "is slower than SGD in each of the three valleys"): RACE,
    ("adaptive_rates", "Momentum is slower than SGD here"): RACE,
    ("comparison", "In the turned valley no adaptive method beats momentum"): RACE,
    ("comparison", "momentum needs 71 steps instead of 21"): RACE,
    ("comparison", "Adam under another name"): NO_CLAIM,
    ("comparison", "In a valley along the axes RMSprop beats"): RACE,
    ("comparison", "had it saved twenty steps"): NO_CLAIM,
    ("landscape", "would like one that is better than both"): NO_CLAIM,
    ("nesterov", "both methods with a velocity are many times faster"): EXACT,
    ("nesterov", "swings are damped better than momentum's"): EXACT,
    ("network", "Who is ahead after 600 steps?"): NO_CLAIM,
    ("network", "Both are ahead of SGD for every seed"): "SGD is given the best of four rates for each seed",
    ("network", "It does not follow that SGD is worse"): NO_CLAIM,
    ("notes", "Nesterov's method is optimal"): NO_CLAIM,
    ("schedules", "The mean beats the cosine"): EXACT,
    ("weight_decay", "AdamW with $\\lambda = 10$ is worse at every learning rate"): "two settings of one method",
    ("glossary", "A point that is lower than all others"): NO_CLAIM,
    ("glossary", "was worse than the best fixed one"): NO_CLAIM,
}  # fmt: skip
"""Sentences that look as if they compared training runs: (page, words of it), and why they need no verdict."""


def sentences(text):
    """The sentences of a page's prose, each with the place of its paragraph."""
    for unread in (CELL, FORMULA):
        text = unread.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)
    for paragraph in PARAGRAPH.finditer(text):
        for sentence in END.split(paragraph[0].replace("\n", " ")):
            yield paragraph.start(), sentence


def unmeasured(text):
    """The sentences that call a method better in a section without a cell that asks `verdict`.

    What to remember may say again what a section before it has asked.
    """
    asked = [cell.start() for cell in CELL.finditer(text) if "verdict.compare(" in cell[0]]
    heads = [0, *(found.start() for found in re.finditer(r"^## ", text, re.M)), len(text)]
    for place, sentence in sentences(text):
        begin, end = max(head for head in heads if head <= place), min(head for head in heads if head > place)
        if text.startswith("## What to remember", begin):
            begin = 0
        if METHODS.search(sentence) and JUDGES.search(sentence) and not FROM_A_PAPER.search(sentence):
            if not any(begin < cell < end for cell in asked):
                yield sentence


@by_page
def test_whoever_calls_a_method_better_has_asked_the_yardstick(page):
    excused = [words for stem, words in ELSEWHERE if stem == page.stem]
    assert [one for one in unmeasured(page.read_text("utf8")) if not any(words in one for words in excused)] == []


def test_no_excuse_is_left_over():
    for (stem, words), why in ELSEWHERE.items():
        assert why and any(words in one for one in unmeasured((BOOK / f"{stem}.md").read_text("utf8"))), (stem, words)


CLAIM = """## A race

```{code-cell} python3
print("ahead of Adam")
```

Look at the curve. **Lion is a little
better than AdamW.** The cell prints it. {cite:t}`chen2023` report that Lion is better than AdamW.

- SOAP wins.

## The yardstick

SGD is behind Adam.

```{code-cell} python3
found = verdict.compare(a, b)
```

## Limits

Momentum is better than Nesterov.

## What to remember

1. Adam beats SGD.
"""


def test_a_claim_that_nobody_measured_is_found():
    assert [one.strip() for one in unmeasured(CLAIM)] == [
        "Lion is a little better than AdamW.", "- SOAP wins.", "Momentum is better than Nesterov.",
    ]  # fmt: skip
    assert any("Adam beats SGD" in one for one in unmeasured(CLAIM.replace("verdict.compare", "print")))


def test_nobody_but_the_yardstick_computes_the_error_of_a_mean():
    sources = {page: "".join(found[0] for found in CELL.finditer(page.read_text("utf8"))) for page in PAGES}
    sources |= {file: file.read_text("utf8") for file in (BOOK / "experiments").glob("*.py") if file.stem != "verdict"}
    assert len(sources) > 40 and {file.name: OWN_ERROR.findall(code) for file, code in sources.items()
                                  if OWN_ERROR.search(code)} == {}  # fmt: skip
    assert OWN_ERROR.search((BOOK / "experiments" / "verdict.py").read_text("utf8"))


@pytest.mark.parametrize("code", [
    "ahead.std(ddof=1)", "stats.sem(x)", "stats.ttest_rel(a, b)", "x.std() / len(x) ** 0.5",
    "x.std() / np.sqrt(len(x))",
])  # fmt: skip
def test_an_error_of_ones_own_is_found(code):
    assert OWN_ERROR.search(code)
