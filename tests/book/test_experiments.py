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


def equal(one, other, **near):
    return one.keys() == other.keys() and all(torch.allclose(one[name], other[name], **near) for name in one)


@pytest.fixture(scope="module")
def many():
    """A stack of more networks than are measured together."""
    return stacks.initial(connectivity.NETWORK.shapes, range(connectivity.TOGETHER + 3))


def test_a_vector_of_weights_is_a_network_again(network, many):
    for weights in (network, many):
        assert equal(connectivity.unflat(connectivity.flat(weights)), weights, atol=0)
    vectors = torch.stack([connectivity.flat(connectivity.pick(many, k)) for k in range(connectivity.TOGETHER + 3)])
    assert torch.equal(connectivity.flat(many), vectors)


def test_a_stack_is_measured_as_its_networks_are(many):
    test = comparison.split()[2]
    assert np.allclose(connectivity.measure(many, test), comparison.measure(connectivity.NETWORK, many, test))


def test_the_gradients_of_a_stack_are_those_of_its_networks(many):
    data, count = comparison.split()[0], connectivity.TOGETHER + 3
    picked = torch.randint(len(data.x), (count, 20), generator=torch.Generator().manual_seed(0))
    found = connectivity.slopes(many, data.x[picked], data.y[picked])
    for k in range(count):
        one = {name: w.requires_grad_() for name, w in connectivity.pick(many, k).items()}
        loss = connectivity.loss(one, data.x[picked[k]], data.y[picked[k]])
        exact = dict(zip(one, torch.autograd.grad(loss, list(one.values()))))
        assert equal(connectivity.pick(found, k), exact, rtol=1e-9)


def test_the_ends_are_trained_as_in_the_comparison(monkeypatch):
    monkeypatch.setattr(comparison, "STEPS", 8)
    seeds = [3, 11]
    rule, network, data = stacks.adam, connectivity.NETWORK, comparison.split()[0]
    exact = comparison.train(network, rule, [0.01] * 2, [0] * 2, seeds, data)
    assert equal(connectivity.trained(seeds), exact, rtol=1e-9)
    for k, end in enumerate(connectivity.ends()):
        alone = connectivity.trained([connectivity.PAIRS[5][k]])
        assert equal(connectivity.pick(end, 5), connectivity.pick(alone, 0), rtol=1e-9)


def test_a_curve_is_bent_by_the_gradient_of_its_control_point(many):
    """Autograd, which goes through the curve, and Adam for each tensor."""
    a, b = ({name: w[part] for name, w in many.items()} for part in (slice(2), slice(2, 4)))
    data, random, steps = comparison.split()[0], torch.Generator().manual_seed(7), 6
    middle, states = connectivity.segment(a, b, 0.5), {name: {} for name in a}
    for k in range(steps):
        t = torch.rand(2, 1, generator=random, dtype=stacks.PRECISION)
        batch = torch.randint(len(data.x), (2, 50), generator=random)
        free = {name: w.requires_grad_() for name, w in middle.items()}
        points = [connectivity.bezier(*(connectivity.pick(w, i) for w in (a, b, free)), t[i]) for i in range(2)]
        total = sum(connectivity.loss(w, data.x[rows], data.y[rows]) for w, rows in zip(points, batch))
        rate, found = 0.01 * stacks.cosine(k, steps), torch.autograd.grad(total, list(free.values()))
        middle = {name: stacks.adam(w.detach(), g, states[name], rate, 0) for (name, w), g in zip(free.items(), found)}
    assert equal(connectivity.bend(a, b, steps, seed=7), middle, rtol=1e-9)


def test_a_plane_has_the_losses_of_the_networks_at_its_places(many):
    corners, test = [connectivity.pick(many, k) for k in range(3)], comparison.split()[2]
    place, height = connectivity.plane(*corners, test)
    exact = connectivity.measure(many, test)[1]
    assert np.allclose(height(*np.array([place(w) for w in corners]).T), exact[:3])
    assert place(corners[0]) == (0, 0) and abs(place(corners[1])[1]) < 1e-9
    half = {name: (corners[0][name] + corners[2][name]) / 2 for name in corners[0]}
    x, y = place(half)
    found = height(*np.meshgrid([x, 0.0], [y, 0.0, y]))
    there = connectivity.measure(connectivity.stack([half]), test)[1].item()
    assert found.shape == (3, 2) and found[[0, 2], 0] == pytest.approx([there] * 2) and found[1, 1] == exact[0]


def test_a_chart_has_what_was_measured_and_what_lies_between():
    def f(x, y):
        return np.exp(np.sin(x) + y**2)

    xs, ys = np.linspace(0, 2, 12), np.linspace(-1, 1, 9)
    chart = connectivity.chart(xs, ys, f(*np.meshgrid(xs, ys)))
    assert np.allclose(chart(*np.meshgrid(xs, ys)), f(*np.meshgrid(xs, ys)))
    assert np.allclose(chart(np.array([0.7, 1.234]), np.array([0.1, -0.77])), [f(0.7, 0.1), f(1.234, -0.77)], rtol=2e-3)


def test_a_barrier_counts_only_what_lies_above_the_line_between_the_ends():
    ts = np.linspace(0, 1, 11)
    losses = np.stack([2 * ts, 2 * ts + 4 * ts * (1 - ts), ts**2], axis=1)
    assert np.allclose(connectivity.barriers(ts, losses), [0, 1, 0])


def test_the_curve_and_the_segment_begin_and_end_at_the_networks(network):
    other, middle = ({name: w + k for name, w in network.items()} for k in (1, 2))
    for t, end in ((0.0, network), (1.0, other)):
        for point in (connectivity.segment(network, other, t), connectivity.bezier(network, other, middle, t)):
            assert all(torch.allclose(point[name], end[name]) for name in end)
