"""The sentences beside an explorable: what they say of the walks, and whom there is to beat."""

import pytest
from figures import engine

SOURCES = (*engine.HEADLESS, "verdict")
ADAM, SGD, LION = (dict(name=name, lost=False) for name in ("Adam", "SGD", "Lion"))


def said(*outcomes, minima=1, steps=100):
    expression = "Engine.verdict(outcomes, minima, steps)"
    return engine.compute(expression, SOURCES, outcomes=outcomes, minima=minima, steps=steps)


def at(method, arrival, end=0):
    return method | dict(arrival=arrival, end=end)


@pytest.mark.parametrize("outcomes, words", [
    ([], ""),
    ([at(SGD, 12)], "SGD needs 12 steps to come to rest at the minimum."),
    ([at(SGD, 41), at(ADAM, 12)], "Adam needs 12 steps to come to rest at the minimum, SGD 41."),
    ([at(SGD, 41), at(ADAM, 12), at(LION, 30)],
     "Adam needs 12 steps to come to rest at the minimum, Lion 30 and SGD 41."),
    ([at(SGD, 41), at(ADAM, 12), at(LION, 30), at(SGD | dict(name="SGD 2"), 50)],  # the first three are enough
     "Adam needs 12 steps to come to rest at the minimum, Lion 30 and SGD 41."),
    ([SGD], "SGD does not come to rest within 100."),
    ([SGD, LION], "SGD and Lion do not come to rest within 100."),
    ([at(ADAM, 12), SGD, LION], "Adam needs 12 steps to come to rest at the minimum. "
                                "SGD and Lion do not come to rest there within 100."),
    ([at(ADAM, 12), SGD, SGD, SGD, SGD], "Adam needs 12 steps to come to rest at the minimum. "
                                         "4 others do not come to rest within 100."),
    ([SGD, SGD, SGD, LION], "None of the 4 comes to rest within 100."),
    ([at(SGD, 1)], "SGD needs 1 step to come to rest at the minimum."),
    ([SGD | dict(lost=True)], "SGD diverges."),
    ([SGD | dict(lost=True), at(ADAM, 12), LION | dict(lost=True)],
     "Adam needs 12 steps to come to rest at the minimum. SGD and Lion diverge."),
    ([at(SGD, 0)], "SGD stays at a minimum."),
    ([at(SGD, 0), at(LION, 0), at(ADAM, 12)],
     "SGD and Lion stay at a minimum. Adam needs 12 steps to come to rest at the minimum."),
])  # fmt: skip
def test_the_verdict_says_who_rests_and_who_does_not(outcomes, words):
    assert said(*outcomes) == words


def test_the_verdict_counts_the_valleys_where_there_are_several():
    rest = "SGD needs 5 steps to come to rest at a minimum, Adam 6 and Lion 7."
    assert said(at(SGD, 5, 1), at(ADAM, 6, 1), at(LION, 7, 1), minima=4) == rest
    two = said(at(SGD, 5, 1), at(ADAM, 6, 0), at(LION, 7, 1), minima=4)
    assert two == f"{rest} 3 methods end in two different valleys."
    assert said(at(SGD, 5, 1), at(ADAM, 6, 0), at(LION, 7, 3), minima=4).endswith("in three different valleys.")
    assert said(at(SGD, 5), LION, minima=4).endswith("Lion does not come to rest there within 100.")


def test_where_no_minimum_is_known_there_is_none_to_rest_at():
    low, high = SGD | dict(loss=-2.0), LION | dict(loss=0.1)
    assert said(high, low, minima=0) == "After 100 steps SGD has the lowest loss, then Lion."
    assert said(low, minima=0) == ""
    assert said(SGD | dict(lost=True), high, minima=0) == "SGD diverges."


@pytest.mark.parametrize("mine, others, words", [
    (at(SGD, 7), [at(ADAM, 9), at(LION, 8), SGD], "You beat Lion: 7 steps against 8."),
    (at(SGD, 8), [at(ADAM, 9), at(LION, 8)], "As soon as Lion, after 8 steps: one less and you win."),
    (at(SGD, 9), [at(ADAM, 9), at(LION, 8)],
     "To beat: Lion with 8 steps. Set η and μ of SGD: it needs 9 now."),
    (SGD, [at(ADAM, 9)], "To beat: Adam with 9 steps. Set η and μ of SGD: it needs more than there are now."),
    (at(SGD, 7), [LION], "Nobody comes to rest here. Without noise, or on another landscape, somebody may, and can be "
                         "beaten."),
])  # fmt: skip
def test_the_challenge_says_whom_to_beat(mine, others, words):
    assert engine.compute("Engine.challenge(mine, others)", SOURCES, mine=mine, others=others) == words


def outcome(points, minima=((0, 0), (4, 0)), n=2, lost=None):
    losses = list(range(len(points), 0, -1))
    walk = dict(points=sum(map(list, points), []), n=n, steps=len(points) - 1, losses=losses)
    found = engine.compute("Engine.outcome(walk, minima, 0.1)", SOURCES, minima=minima,
                           walk=walk | ({"lost": lost} if lost else {}))  # fmt: skip
    assert found.pop("loss") == 1  # the last one
    return found


def test_a_walk_has_arrived_where_it_stays_near_a_minimum():
    assert outcome([(3, 0), (0.05, 0), (1, 0), (0, 0.1), (0, 0)]) == dict(arrival=3, end=0, lost=False)
    assert outcome([(4, 0.05), (4, 0)]) == dict(arrival=0, end=1, lost=False)
    assert outcome([(0, 0), (0, 0.2)]) == dict(end=0, lost=False)  # in the neighbourhood, but not at rest
    assert outcome([(0, 0), (0, 1.1)]) == dict(lost=False)
    assert outcome([(0, 0), (0, 1e13)], lost=1) == dict(lost=True)
    assert outcome([(3, 0)], minima=()) == dict(lost=False)


def test_a_walk_of_two_points_has_arrived_when_both_have():
    assert outcome([(1, 0, 0, 1), (0, 0, 0, 1), (0, 0, 0, 0.1)], n=4) == dict(arrival=2, end=0, lost=False)
    assert outcome([(1, 0, 0, 1), (0, 0, 4, 0)], n=4) == dict(lost=False)
