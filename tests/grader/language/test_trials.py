"""What a trial promises holds for every secret."""

import re
from dataclasses import replace

import numpy as np
import pytest

from grader.ground.trial import KEEP, Device, Trial, encode
from grader.ground.walk import walk
from grader.judging.compare import distance
from grader.language import Secret, Task, box, registry
from grader.language.trials import near, spread

TASKS = [exam for exam in registry.find().values() if isinstance(exam, Task)]
SECRETS = [Secret(f"number {k}".encode()) for k in range(12)]
by_task = pytest.mark.parametrize("task", TASKS, ids=lambda t: t.name)


def drawn(task: Task) -> list[dict[str, Trial]]:
    """The trials under each secret, by their names."""
    return [{t.name: t for t in task.under(secret).trials} for secret in SECRETS]


def table(trial: Trial) -> np.ndarray:
    """The gradients of a trial's only parameter, a step in each row."""
    return np.stack([g.ravel() for (g,) in trial.gradients])


@by_task
def test_a_secret_changes_numbers_sizes_and_steps_and_nothing_else(task):
    one, *rest = drawn(task)
    for other in rest:
        assert list(other) == list(one)
    for name, trial in one.items():
        assert any(encode(other[name]) != encode(trial) for other in rest), name
    again = {t.name: t for t in task.under(SECRETS[0]).trials}
    assert all(encode(again[name]) == encode(trial) for name, trial in one.items())
    lengths = [{other[name].steps for other in (one, *rest)} for name in one]
    assert sum(len(different) > 1 for different in lengths) > 10
    for secret in SECRETS:
        checks = task.under(secret).checks
        assert [(c.name, c.title, c.points) for c in checks] == [(c.name, c.title, c.points) for c in task.checks]


@pytest.mark.parametrize("shape", [(), (1,), (2,), (5,), (3, 4), (0,)])
def test_numbers_are_spread_over_both_signs_and_around_one(shape):
    for k in range(50):
        numbers = spread(np.random.default_rng(k), shape)
        assert numbers.shape == shape and np.all((abs(numbers) >= 0.1) & (abs(numbers) <= 2.5))
        if numbers.size > 1:
            assert numbers.min() < 0 < numbers.max() and abs(numbers).min() < 1.3 < abs(numbers).max()
        if numbers.size > 2:
            assert abs(numbers).min() < 1 < abs(numbers).max()


def test_hyperparameters_are_near_and_those_at_their_defaults_stay():
    given = dict(lr=0.1, betas=(0.9, 0.95), eps=1e-9, momentum=0.0, alpha=0.99, weight_decay=0.3, nesterov=True)
    for k in range(50):
        found = near(given, dict(betas=(0.9, 0.999)), np.random.default_rng(k))
        assert list(found) == list(given) and found["betas"][0] == 0.9
        assert found["momentum"] == 0.0 and found["nesterov"] is True
        for name in ("lr", "eps", "weight_decay"):
            assert found[name] != given[name] and 0.8 <= found[name] / given[name] <= 1.25
        for value, was in ((found["betas"][1], 0.95), (found["alpha"], 0.99)):
            assert value != was and 0.8 <= (1 - value) / (1 - was) <= 1.2501


@by_task
def test_every_hyperparameter_that_has_a_default_is_away_from_it_and_at_it(task):
    for trials in drawn(task):
        given = [h for t in trials.values() for h in t.hyperparameters]
        for name, default in task.hyperparameters.items():
            assert any(h.get(name, default) != default for h in given)


def test_gradients_of_all_sizes_have_a_first_step_in_which_only_middle_ones_are_zero():
    for trials in drawn(TASKS[0]):
        for name in ("first step", "gradients of all sizes"):
            first = abs(table(trials[name])[0])
            zero = first == 0
            assert zero.sum() == 2 and first[~zero].min() < 1e-7 and first.max() > 90
            assert ((first > 0.09) & (first < 2.6)).any()


def test_sparse_gradients_are_seldom_and_two_coordinates_never_have_one():
    for trials in drawn(TASKS[0]):
        there = (table(trials["gradients that are mostly zero"]) != 0).sum(axis=0)
        assert (there == 0).sum() == 2 and np.sort(there)[2] >= 2 and there.sum() < 0.5 * there.size * 80


def test_where_gradients_are_none_one_parameter_begins_so_one_pauses_one_ends_so_and_one_never_is():
    for trials in drawn(TASKS[0]):
        trial = trials["gradients that are None"]
        first, middle, never, last = ([step[i] is None for step in trial.gradients] for i in range(4))
        assert first[0] and not any(first[4:]) and not any(never)
        assert not any(middle[:4]) and sum(middle) == 6 and not middle[-1]
        assert sum(last) >= 2 and not any(last[:-4]) and len({p.shape for p in trial.parameters}) == 1


def test_zero_comes_first_and_in_the_middle_and_tiny_is_below_what_people_take_for_zero():
    for trials in drawn(TASKS[0]):
        flat = ~table(trials["gradients that are zero"]).any(axis=1)
        assert flat[0] and not flat[1:3].any() and flat.sum() == 5 and not flat[-1]
        tiny = abs(table(trials["gradients that are tiny"]))
        assert 0 < tiny.min() and tiny.max() < 1e-9 and trials["gradients that are tiny"].fine


def test_a_rate_changes_up_down_to_zero_and_up_again():
    for trials in drawn(TASKS[0]):
        trial = trials["η changes"]
        rates = [change["lr"] for _, change in sorted(trial.changes.items())]
        assert len(rates) == 4 and rates[2] == 0 and rates[0] > 3 * rates[1] > 0 and rates[3] > 0
        assert max(trial.changes) + 5 < trial.steps


def test_shapes_hold_equal_ones_a_number_two_empty_ones_and_two_that_are_not_contiguous():
    for trials in drawn(TASKS[0]):
        trial = trials["many shapes"]
        sizes = [p.shape for p in trial.parameters]
        assert len(sizes) == 8 and sizes[0] == sizes[1] != sizes[5] and () in sizes and {(0,), (2, 0)} <= set(sizes)
        assert sizes[2] == (0,) and sizes[4][0] != sizes[4][1] and len(sizes[6]) == 3
        assert [layout.value for layout in trial.layouts[4:6]] == ["transposed", "strided"]


def test_gradient_tensors_are_kept_one_step_after_the_other_and_once_more():
    for trials in drawn(TASKS[0]):
        kept = [step[0] is KEEP for step in trials["gradient tensors used again"].gradients]
        at = [t for t, k in enumerate(kept) if k]
        assert len(at) == 3 and at[1] == at[0] + 1 and at[2] > at[1] + 1 and at[0] > 1


def test_in_two_dtypes_no_gradient_turns_around():
    for trials in drawn(TASKS[0]):
        signs = np.sign([np.concatenate(step) for step in trials["mixed dtypes"].gradients])
        assert (signs == signs[0]).all() and signs[0].min() < 0 < signs[0].max()


def test_other_optimizers_take_over_again_and_again():
    for trials in drawn(TASKS[0]):
        trial = trials["one optimizer after the other"]
        assert len(trial.renewed) == 5 and 3 < min(trial.renewed) and max(trial.renewed) < trial.steps - 2


def test_a_long_rest_is_as_long_as_the_box_allows_and_zeros_come_after_it():
    for trials in drawn(TASKS[0]):
        marks = "".join("0" if g is None else "-" if not g.any() else "g" for (g,) in trials["a long rest"].gradients)
        assert re.fullmatch(f"g{{3,5}}0{{{box.REST}}}g{{3,5}}-{{24,}}g{{3,5}}", marks)


def test_a_rate_is_set_before_the_first_step_and_is_zero_at_first():
    for trials in drawn(TASKS[0]):
        early, still = trials["η set before the first step"], trials["an η of zero at first"]
        assert early.changes[0]["lr"] > 2 * early.hyperparameters[0]["lr"] > 0
        assert still.hyperparameters[0]["lr"] == 0 < min(still.changes) < still.steps


def test_where_everything_comes_together_some_gradients_are_none_while_the_rate_is_zero():
    for trial in drawn(registry.find()["momentum"]):
        together = trial["everything at once"]
        (still,) = [t for t, change in together.changes.items() if change == dict(lr=0.0)]
        there = [gradient is not None for gradient in together.gradients[still]]
        assert any(there) and not all(there)


def test_no_decay_comes_alone_after_a_large_gradient_where_nothing_is_remembered():
    for trial in drawn(registry.find()["adam_l2"]):
        assert (table(trial["betas of zero"]) != 0).all()


def test_float32_gradients_are_small_middle_and_large_and_none_turns_around():
    for trials in drawn(TASKS[0]):
        trial = trials["float32 with small and large gradients"]
        for i, (low, high) in enumerate([(1e-13, 1e-8), (1e-3, 1e2), (1e3, 1e8)]):
            there = np.stack([step[i] for step in trial.gradients if step[i] is not None])
            assert low < abs(there).min() and abs(there).max() < high and (np.sign(there) == np.sign(there[0])).all()


def rounded_otherwise(trial: Trial, random: np.random.Generator) -> Trial:
    """A trial whose numbers differ in their last digits, as where the same formula is written in another way."""
    def other(numbers):
        there = isinstance(numbers, np.ndarray)
        return numbers * (1 + 4e-16 * random.standard_normal(numbers.shape)) if there else numbers

    return replace(trial, parameters=tuple(map(other, trial.parameters)),
                   gradients=tuple(tuple(map(other, step)) for step in trial.gradients))


def off_by_rounding(task: Task, trial: Trial, random: np.random.Generator) -> float:
    """How far apart two right paths through a trial get, relative to the distance travelled."""
    plainly = replace(trial, device=Device.CPU, positional=False, measure=False)
    path, other = (walk(task.reference.optimizer, t) for t in (plainly, rounded_otherwise(plainly, random)))
    return max(max(abs(a[i] - b[i]).max(initial=0) for a, b in zip(path.positions, other.positions)) / distance(path, i)
               for i in range(len(trial.parameters)))


@pytest.mark.long
@by_task
def test_rounding_errors_stay_far_below_the_tolerance(task):
    """In a closed loop they may grow with every step, and somebody right would lose points under some secrets."""
    random, most = np.random.default_rng(0), task.reference.tolerances.float64 / 1000
    for k, trials in enumerate(drawn(task)):
        for name, trial in trials.items():
            if not k and not trial.fine and set(trial.dtypes) == {"float64"}:
                assert off_by_rounding(task, trial, random) <= most, (name, k)
            for _ in range(5 if trial.problem else 0):
                starts = tuple(random.normal(size=p.shape) * 0.7 for p in trial.parameters)
                assert off_by_rounding(task, replace(trial, parameters=starts), random) <= most, (name, k)
