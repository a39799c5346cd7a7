"""What the experiments' conclusions rest on: intervals, arrivals, barriers, and networks that compute the same."""

import numpy as np
import pytest
import torch
from experiments import comparison, connectivity, races, stacks
from figures import surfaces


def test_the_interval_of_a_median_runs_from_the_sixth_to_the_fifteenth_of_twenty():
    values = np.random.default_rng(0).permutation(np.arange(1.0, 21))
    assert comparison.median_interval(values) == (10.5, 6.0, 15.0)


def test_the_interval_holds_the_true_median_as_often_as_it_says():
    random, hits = np.random.default_rng(0), 0
    for _ in range(2000):
        _, low, high = comparison.median_interval(random.standard_normal(20))
        hits += low <= 0 <= high
    assert 0.945 < hits / 2000 < 0.975


def test_five_values_have_no_such_interval():
    with pytest.raises(ValueError, match="at least six"):
        comparison.median_interval(np.arange(5.0))


def test_a_target_that_is_never_reached_takes_for_ever():
    course = np.array([[0.5, 0.2], [0.9, 0.3]])
    result = comparison.Result(course[-1], np.array([10, 20]), course, np.zeros(2))
    assert result.reached(0.9).tolist() == [20, np.inf]


def test_the_three_parts_of_the_digits_share_none():
    parts = [{bytes(image.numpy()) for image in part.x} for part in comparison.split()]
    assert [len(part.x) for part in comparison.split()] == [800, 300, 697]
    assert not (parts[0] & parts[1] or parts[0] & parts[2] or parts[1] & parts[2])


def test_every_method_gets_the_same_number_of_settings():
    assert {(len(method.lrs), len(method.decays)) for method in comparison.METHODS.values()} == {(8, 4)}


@pytest.mark.parametrize("steps", [1, 7, 100])
def test_the_cosine_schedule_is_torchs(steps):
    optimizer = torch.optim.SGD([torch.zeros(1)], lr=1.0)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=steps)
    for t in range(steps + 1):
        assert stacks.cosine(t, steps) == pytest.approx(optimizer.param_groups[0]["lr"], abs=1e-12)
        optimizer.step()
        schedule.step()


def test_the_first_step_of_training_is_step_zero_of_the_schedule():
    """With a gradient of one and SGD, the way of a weight is η times the sum of the schedule's factors."""
    def ones(stack, examples):
        return {name: torch.ones_like(w) for name, w in stack.items()}

    def way(schedule):
        start = stacks.initial({"b": (3,)}, [0])["b"]
        end = stacks.train(stacks.sgd, [0.1], [0.0], [0], {"b": (3,)}, ones, lambda random: torch.tensor([0]),
                           steps=4, schedule=schedule)["b"]
        return (start - end).flatten().tolist()

    assert way(stacks.cosine) == pytest.approx([0.1 * sum(stacks.cosine(t, 4) for t in (0, 1, 2, 3))] * 3)
    assert way(lambda t, steps: float((t, steps) == (0, 4))) == pytest.approx([0.1] * 3)


def test_a_path_has_arrived_when_it_stays():
    valley = surfaces.valley()
    path = np.array([[1.0, 0], [0.01, 0], [0.2, 0], [0.01, 0], [0.02, 0]])[:, :, None, None]
    assert races.arrivals(valley, path).item() == 3
    assert np.isinf(races.arrivals(valley, path[:3]).item())
    assert np.isinf(races.arrivals(valley, np.full((3, 2, 1, 1), np.nan)).item())
    assert races.arrivals(valley, np.zeros((3, 2, 1, 1))).item() == 0


def test_the_turned_valley_has_the_turned_gradient():
    turned = races.diagonal(surfaces.valley(50))
    for point in np.random.default_rng(0).standard_normal((5, 2)):
        slopes = [(turned.f(*(point + e)) - turned.f(*(point - e))) / 2e-6 for e in np.eye(2) * 1e-6]
        assert np.allclose(turned.gradient(*point), slopes, rtol=1e-5)


@pytest.fixture(scope="module")
def network():
    return connectivity.pick(stacks.initial(connectivity.NETWORK.shapes, [0]), 0)


def test_a_permuted_network_computes_the_same_and_is_matched_back(network):
    orders = [torch.randperm(32, generator=torch.Generator().manual_seed(k)) for k in (0, 1)]
    other, x = connectivity.permuted(network, *orders), comparison.split()[2].x
    logits = connectivity.NETWORK.logits
    assert torch.allclose(logits(network, x), logits(other, x), atol=1e-4)
    assert not torch.allclose(network["W1"], other["W1"])
    back = connectivity.matched(network, other)
    assert all(torch.equal(back[name], network[name]) for name in network)


def test_a_vector_of_weights_is_a_network_again(network):
    again = connectivity.unflat(connectivity.flat(network))
    assert all(torch.equal(again[name], network[name]) for name in network)


def test_a_barrier_counts_only_what_lies_above_the_line_between_the_ends():
    ts = np.linspace(0, 1, 11)
    losses = np.stack([2 * ts, 2 * ts + 4 * ts * (1 - ts), ts**2], axis=1)
    assert np.allclose(connectivity.barriers(ts, losses), [0, 1, 0])


def test_the_curve_and_the_segment_begin_and_end_at_the_networks(network):
    other, middle = ({name: w + k for name, w in network.items()} for k in (1, 2))
    for t, end in ((0.0, network), (1.0, other)):
        for point in (connectivity.segment(network, other, t), connectivity.bezier(network, other, middle, t)):
            assert all(torch.allclose(point[name], end[name]) for name in end)
