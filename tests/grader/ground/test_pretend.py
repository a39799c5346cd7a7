"""The pretended device does what CUDA does, and a real device shows that `cuda.py` says what that is."""

import contextlib
import copy
import io
import math
import pickle
import re
import warnings

import numpy as np
import pytest
import torch
from torch.utils import _device

from grader.ground.pretend import PRETEND, on_pretend_device, pretend

from .cuda import HOME, MADE, NOT_MADE, NOT_THERE, OTHER, OTHERWISE, REFUSES_A_NUMBER, TAKES_BOTH, THERE

CPU = torch.device("cpu")
VALUES = torch.tensor([[0.1, 0.2, 0.3], [0.4, 0.5, 0.6]], dtype=torch.float64)


class Pretended:
    """The pretended device."""

    device = PRETEND
    lacks: tuple[type[Exception], ...] = ()

    def __enter__(self):
        self._mode = on_pretend_device(True)
        self._mode.__enter__()
        return self

    def __exit__(self, *error):
        self._mode.__exit__(*error)

    def put(self, tensor):
        return pretend(tensor.clone())


class Real(contextlib.nullcontext):
    """A real one. For whole numbers it lacks what multiplies matrices, and some functions altogether."""

    device = torch.device("cuda", 0)
    lacks = (NotImplementedError,)

    def __enter__(self):
        return self

    def put(self, tensor):
        return tensor.to(self.device)


PLACES = [Pretended, *([Real] if torch.cuda.is_available() else [])]


@pytest.mark.skipif(not torch.cuda.is_available(), reason="this machine has no CUDA device")
def test_the_table_is_held_against_a_real_device():
    assert Real in PLACES


@pytest.fixture(params=PLACES)
def place(request):
    with request.param() as place:
        yield place


def names(place):
    """What the expressions of the table are made of."""
    there = place.device

    def leaf(p, known={}):  # noqa: B006
        return known.setdefault(id(p), p.detach().clone().requires_grad_())

    def set_data(p, new):
        p.data = new
        return p

    def set_grad(p, new):
        p.grad = new
        return p.grad

    def put(p, where, what):
        p = p.clone()
        p[where] = what
        return p

    def foreach(name, first, *rest):
        first = [t.clone() for t in first]
        getattr(torch, name)(first, *rest)
        return first[0]

    def gradient(p):
        p = p.clone().requires_grad_()
        (p * p).sum().backward()
        return p.grad

    def with_grad(p):
        p = p.clone().requires_grad_()
        p.grad = torch.ones_like(p)
        return p

    def stored(p):
        file = io.BytesIO()
        torch.save(p, file)
        file.seek(0)
        return torch.load(file)

    return dict(torch=torch, np=np, math=math, copy=copy, pickle=pickle, there=there, p=place.put(VALUES),
                x=place.put(torch.tensor(0.5, dtype=torch.float64)), c=VALUES.clone(),
                n=torch.tensor(0.5, dtype=torch.float64), leaf=leaf, set_data=set_data, set_grad=set_grad, put=put,
                foreach=foreach, gradient=gradient, with_grad=with_grad, stored=stored)


def on_the_cpu(expression):
    """The same expression with everything on the CPU."""
    class Nowhere:
        device = CPU
        put = staticmethod(torch.clone)
    home = re.sub(r"'cuda'|\b0\)$", lambda m: "'cpu'" if m[0] == "'cuda'" else m[0], expression)
    home = home.replace(".cuda()", "").replace("device=0", "device='cpu'").replace(
        "device=p.get_device()", "device='cpu'")
    return eval(home, names(Nowhere))


def same(one, other):
    """Whether two tensors hold the same, wherever they lie."""
    one, other = one.detach().cpu(), other.detach().cpu()
    return one.dtype == other.dtype and one.shape == other.shape and torch.equal(one, other)


@pytest.mark.parametrize("expression, answer", [row for rows in MADE.values() for row in rows],
                         ids=lambda thing: thing if isinstance(thing, str) and "(" in thing else "")
def test_whatever_makes_a_tensor_makes_it_where_cuda_does(place, expression, answer):
    if answer not in (THERE, HOME):
        with pytest.raises(answer):
            eval(expression, names(place))
        return
    made = eval(expression, names(place))
    assert made.device == (place.device if answer == THERE else CPU)
    assert same(made, on_the_cpu(expression))


def test_nothing_that_makes_a_tensor_was_forgotten():
    """By what torch lists itself, and by what its documentation says of every function."""
    listed = {f"{function.__module__}.{function.__name__}" for function in _device._device_constructors()}
    found = {re.sub(r"^(torch\.)?(_C\.)?(_VariableFunctionsClass|_fft|_nested)?\.?", "", name).replace(
        "fft_", "fft.") for name in listed}
    for name in dir(torch):
        thing = getattr(torch, name)
        if callable(thing) and not name.startswith("_"):
            call, _, more = str(getattr(thing, "__doc__", None)).strip().partition("\n\n")
            if re.search(r"[(,] *device *[=,)]", call) or re.search(r"^ *device \(", more, re.M):
                found.add(name)
    found |= {f"Tensor.{name}" for name in dir(torch.Tensor) if re.match(r"new(_|$)", name)}
    assert len(found) > 50
    assert found <= {*MADE, *NOT_MADE} and {*NOT_MADE} <= found


@pytest.mark.parametrize("expression, answer", OTHER, ids=lambda thing: thing if isinstance(thing, str) else "")
def test_what_lies_there_behaves_as_it_does_with_cuda(place, expression, answer):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if isinstance(answer, type) and issubclass(answer, Exception):
            with pytest.raises(answer) as raised:
                eval(expression, names(place))
            assert "meta" not in str(raised.value)
            return
        found = eval(expression, names(place))
        try:
            right = on_the_cpu(expression)
        except Exception:  # it speaks of the other device, and means nothing on the CPU
            right = None
    if isinstance(found, torch.Tensor):
        assert found.device == {THERE: place.device, HOME: CPU}[answer]
        if right is not None and right.device == CPU:
            assert torch.allclose(found.detach().cpu(), right.detach(), rtol=1e-12, atol=1e-15)
    elif isinstance(answer, float):
        assert found == pytest.approx(answer)
    else:
        assert found == answer and type(found) is type(answer)


OWNERS = {"torch": torch, "torch.Tensor": torch.Tensor, "torch.linalg": torch.linalg, "torch.special": torch.special,
          "torch.fft": torch.fft, "torch.nn.functional": torch.nn.functional}
INPUTS = (torch.tensor([[0.5, 0.25, -0.75], [0.1, 0.9, 0.3], [0.2, -0.4, 0.6]], dtype=torch.float64),
          torch.tensor(0.5, dtype=torch.float64), torch.tensor([2, 0, 1]))
# Chance, what is not a tensor's, what a wrapper has of its own, and `lstsq`, which knows of no rank with CUDA.
NOT_COMPARED = re.compile(
    r".*(rand|bernoulli|poisson|normal|dropout|empty|cauchy|exponential|geometric|uniform|binomial|gumbel|lowrank|lobpcg)"
    r".*|.*(has_torch_function|dlpack|__(init|new|hash|iter|dir|sizeof|reduce|getstate|setattr|del|class|torch_)).*|new.*"
    r"|_(fix_weakref|make|view_func|rev_view|reduce|python_dispatch|use_count|nnz|lazy).*|seed|classproperty|vmap"
    r"|.*sparse_(cs|bs).*|chalf|set_printoptions|set_warn_always|compile|manual_seed|is_vulkan_available"
    r"|lstsq")


def public(owner):
    """The functions of a module, or the methods of a class, by name."""
    for name in dir(owner):
        thing = None if NOT_COMPARED.fullmatch(name) else getattr(owner, name, None)
        if callable(thing) and not isinstance(thing, type) and (owner is torch.Tensor or not name.startswith("_")):
            yield name, thing


def equal(place, found, on_the_cpu):
    """Whether the same came out, and every tensor of it lies there."""
    if isinstance(found, torch.Tensor) and isinstance(on_the_cpu, torch.Tensor):
        one, other = (t.detach().cpu().to_dense() for t in (found, on_the_cpu))
        if found.device != place.device or one.dtype != other.dtype or one.shape != other.shape:
            return False
        if isinstance(place, Real) and one.dtype.is_floating_point:
            one, other = one.abs(), other.abs()  # the sign of an eigenvector is anybody's
        return torch.allclose(one, other, rtol=1e-6, atol=1e-9, equal_nan=True)
    if isinstance(found, tuple | list) and isinstance(on_the_cpu, tuple | list):
        return len(found) == len(on_the_cpu) and all(equal(place, *pair) for pair in zip(found, on_the_cpu))
    return found == on_the_cpu or found != found and on_the_cpu != on_the_cpu


@pytest.mark.long
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("owner", OWNERS.values(), ids=OWNERS)
def test_whatever_can_be_computed_and_read_on_the_cpu_can_be_there(place, owner):
    """Every public function with one tensor, and with two."""
    wrong, compared = [], 0
    for name, function in public(owner):
        for values in INPUTS:
            for count in (1, 2):
                try:
                    right = function(*[values.clone() for _ in range(count)])
                except Exception:  # it takes something else
                    continue
                compared += 1
                expected = OTHERWISE.get(name, right) if owner in (torch, torch.Tensor) else right
                try:
                    found = function(*[place.put(values) for _ in range(count)])
                    fits = expected is None or (
                        found.device == CPU if expected == HOME else equal(place, found, expected))
                except Exception as error:
                    fits, found = isinstance(error, expected if isinstance(expected, type) else place.lacks), error
                if not fits:
                    wrong.append((name, count, values.shape, expected, found))
    assert wrong == [] and compared > 20


def test_every_attribute_is_what_it_is_on_the_cpu_but_for_those_of_the_table(place):
    p, wrong = place.put(VALUES), []
    for name in dir(torch.Tensor):
        if name.startswith("_"):
            continue
        try:
            right = getattr(VALUES, name)
        except Exception:  # it has none, or none that is real
            right = None
        if not callable(right) or isinstance(right, torch.Tensor):
            try:
                found = getattr(p, name)
            except Exception:
                found = None
            if not equal(place, found, OTHERWISE.get(name, right)):
                wrong.append((name, right, found))
    assert wrong == []


@pytest.mark.long
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("owner", [torch, torch.Tensor], ids=["torch", "torch.Tensor"])
def test_tensors_of_two_devices_do_not_meet_but_where_they_do_with_cuda(place, owner):
    """Every public function of two tensors: with one on the CPU it refuses and says so, or is in the table."""
    square, row, number = INPUTS[0], INPUTS[0][0], INPUTS[1]
    wrong, refused = [], 0
    for name, function in public(owner):
        if name.startswith("_"):
            continue
        for one, other in ((square, square), (row, row), (square, number)):
            with contextlib.suppress(Exception):
                function(one.clone(), other.clone())
                pairs = [(place.put(one), other.clone())] + [(one.clone(), place.put(other))] * (other.dim() > 0)
                takes = TAKES_BOTH if other.dim() else frozenset(dir(owner)) - REFUSES_A_NUMBER
                for pair in pairs:
                    try:
                        function(*pair)
                        fits = name in takes
                    except Exception as error:
                        refused += 1
                        fits = isinstance(error, place.lacks) if name in NOT_THERE and place.lacks else (
                            name not in takes and re.search("device", str(error), re.I) and "meta" not in str(error))
                    if not fits:
                        wrong.append((name, one.shape, other.shape))
    assert wrong == [] and refused > 150
