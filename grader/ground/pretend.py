"""A CUDA device on a machine without one.

A `PretendTensor` says that it lies on `cuda:0` and computes with real numbers on the CPU, so that a path over there
remains comparable. What CUDA allows is allowed, and what it refuses is refused in its words: a state made by
`torch.zeros(shape)`, a detour by NumPy that does not come back.

Two modes see to it. One answers what is asked for in Python, where torch never asks the tensor's own class: where
something lies, what it holds, and everything that is made with a `device`. The other stands below autograd, where each
operation arrives, and looks at which tensors meet in it. To torch's own C++ code the device is `meta`, which takes
neither a driver nor threads.
"""

from __future__ import annotations

import contextlib
import copy
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final, TypeGuard

import torch
from torch.overrides import TorchFunctionMode
from torch.utils import _device as default_device
from torch.utils import swap_tensors
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_iter, tree_map

from . import said_inside

PRETEND: Final = torch.device("cuda", 0)
_CPU: Final = torch.device("cpu")
_BELOW: Final = torch.device("meta")  # what torch's C++ code takes PRETEND for

_Arguments = tuple[Any, ...]
_Keywords = dict[str, Any]


class PretendTensor(torch.Tensor):
    """A tensor that says it lies on `PRETEND` and keeps its values in `.values_`.

    `p.data = p.data.cpu()` takes it home: then it says that it lies on the CPU.
    """

    values_: torch.Tensor
    home_: bool

    __torch_function__ = torch._C._disabled_torch_function_impl  # type: ignore[assignment]

    @staticmethod
    def __new__(cls: type[PretendTensor], values: torch.Tensor) -> PretendTensor:
        lies: _Keywords = {}
        if values.layout is torch.strided:
            lies = {"strides": values.stride(), "storage_offset": values.storage_offset()}
        made: PretendTensor = torch.Tensor._make_wrapper_subclass(
            cls, values.shape, dtype=values.dtype, layout=values.layout, device=_BELOW, **lies)
        return made

    def __init__(self, values: torch.Tensor):
        self.values_, self.home_ = values, False

    def as_subclass(self, cls: type) -> PretendTensor:  # type: ignore[override]
        """The same tensor as an object of a class of somebody's own."""
        made: PretendTensor = torch.ops.aten.alias(self)
        made.__class__ = PretendTensor if issubclass(PretendTensor, cls) else type(
            cls.__name__, (cls, PretendTensor), {})
        return made

    @classmethod
    def __torch_dispatch__(cls, function: Callable[..., Any], types: Any,  # type: ignore[override]
                           args: _Arguments = (), kwargs: _Keywords | None = None) -> Any:
        return _dispatch(function, args, kwargs or {})


@contextlib.contextmanager
def on_pretend_device(active: bool) -> Iterator[None]:
    """While the block runs there is a device `PRETEND`, and a tensor may be made on it or moved there and back."""
    if not active:
        yield
        return
    there = vars(torch.cuda)
    before = {name: there[name] for name in _DRIVER}
    with _Operations(), _Surface():  # type: ignore[no-untyped-call]
        there.update(_DRIVER)
        try:
            yield
        finally:
            there.update(before)


def pretend(tensor: torch.Tensor) -> PretendTensor:
    """Move `tensor` to the pretended device."""
    return PretendTensor(tensor)


def plain(tensor: torch.Tensor) -> torch.Tensor:
    """The CPU tensor behind `tensor`, or `tensor` itself."""
    return tensor.values_ if isinstance(tensor, PretendTensor) else tensor


# What torch.cuda says of the one device. It does not say that there is one: on a machine where there is, the other
# trials' parameters lie on the CPU, and whoever chose a device by that fails there.
_DRIVER: Final[Mapping[str, Callable[..., Any]]] = MappingProxyType({
    "current_device": lambda: PRETEND.index,
    "device": contextlib.nullcontext,
    "synchronize": lambda device=None: None,
    "is_current_stream_capturing": lambda: False,
})


# Below autograd: which tensors meet


class _Operations(TorchDispatchMode):
    """Makes `torch.zeros(..., device=p.device)` pretend tensors too."""

    def __torch_dispatch__(self, function: Callable[..., Any], types: Any, args: _Arguments = (),
                           kwargs: _Keywords | None = None) -> Any:
        return _dispatch(function, args, kwargs or {})


# These write into a copy of the first of them, which tells where it lies.
_INTO_A_COPY: Final = frozenset({
    "as_strided_scatter", "diagonal_scatter", "select_scatter", "slice_inverse", "slice_scatter"})
# Across devices these copy, read a single number, or look at shapes alone.
_ACROSS: Final = frozenset({
    "copy_", "fill_", "fill", "_foreach_copy_", "is_same_size", "is_set_to", "resize_as_", *_INTO_A_COPY})
# Here indices may lie on the CPU.
_INDEXED: Final = frozenset({"index", "index_put", "index_put_", "_index_put_impl_", "_unsafe_index",
                             "_unsafe_index_put"})
# These read single numbers wherever they lie, as many as there are.
_READING_NUMBERS: Final = frozenset({"where", "masked_fill", "masked_fill_", "index_fill", "index_fill_", *_INDEXED})
# Any other operation from element to element reads one number on the CPU. torch marks these operations, but for the
# first, and all of them do so, but for the second.
_NUMBERS_OF_AN_OPERATION: Final = 1
_ELEMENTWISE: Final = frozenset({"floor_divide", "dist", "allclose"})
_NOT_READING_NUMBERS: Final = frozenset({
    "addcdiv", "clamp", "clamp_max", "clamp_min", "equal", "gcd", "igamma", "igammac", "lcm", "logaddexp",
    "logaddexp2", "nextafter"})
_JOINING: Final = frozenset({"cat", "stack"})
_NUMBER_AS: Final = MappingProxyType({"addcmul": "tensor2"})  # the one argument of these that may be such a number
_FOR_EACH_IS: Final = MappingProxyType({"maximum": "clamp_min", "minimum": "clamp_max"})  # by whom it is computed


def _there(thing: Any) -> TypeGuard[PretendTensor]:
    """Whether a thing is a tensor on the pretended device."""
    return isinstance(thing, PretendTensor) and not thing.home_


def _values(thing: Any) -> Any:
    return thing.values_ if isinstance(thing, PretendTensor) else thing


def _tensors(things: Any) -> list[torch.Tensor]:
    return [leaf for leaf in tree_iter(things) if isinstance(leaf, torch.Tensor)]


def _dispatch(function: Any, args: _Arguments, kwargs: _Keywords) -> Any:
    with torch._C.DisableTorchFunction():
        name = function._schema.name.partition("::")[2]
        if name.startswith("_foreach_") and name not in _ACROSS:
            return _for_each(function, name, args, kwargs)
        there = [tensor for tensor in _tensors((args, kwargs)) if _there(tensor)]
        moves = name in ("_to_copy", "to")
        if there and not moves and name not in _ACROSS:
            _refuse_mixture(function, name, args, kwargs)
        result = function(*tree_map(_values, args), **tree_map(_values, _on_cpu(kwargs)))
        device = kwargs.get("device")
        stays = (torch.device(device) == _BELOW if device is not None else
                 _there(args[0]) if name in _INTO_A_COPY else bool(there))
        if stays and kwargs.get("generator") is not None:
            raise RuntimeError(said_inside.FOREIGN_GENERATOR.format(device=PRETEND.type, other=_CPU.type))
        known = {id(_values(tensor)): tensor for tensor in _tensors((args, kwargs))}  # in place: what came in
        for tensor in there:
            _follow_values(tensor)
        return tree_map(lambda leaf: _wrapped(leaf, known, stays), result)


def _on_cpu(kwargs: _Keywords) -> _Keywords:
    return kwargs if kwargs.get("device") is None else {**kwargs, "device": _CPU}


def _wrapped(leaf: Any, known: Mapping[int, torch.Tensor], stays: bool) -> Any:
    if not isinstance(leaf, torch.Tensor):
        return leaf
    if id(leaf) in known or not stays:
        return known.get(id(leaf), leaf)
    return PretendTensor(leaf.resolve_conj().resolve_neg())  # no C++ code could see that it is yet to be conjugated


def _follow_values(tensor: PretendTensor) -> None:
    """After `squeeze_()` and its like a tensor has another shape: so has what stands for it."""
    values = tensor.values_
    if values.layout is torch.strided and (
            tensor.shape != values.shape or tensor.stride() != values.stride() or tensor.dtype != values.dtype):
        with torch._C._DisableTorchDispatch():
            _set("data")(tensor, PretendTensor(values))


def _refuse_mixture(function: Any, name: str, args: _Arguments, kwargs: _Keywords) -> None:
    """Raise RuntimeError unless CUDA takes these tensors, of which one is there, together."""
    if _writes_a_number_home(name, args):
        return
    fixed: list[torch.Tensor] = []
    read: list[torch.Tensor] = []
    arguments = function._schema.arguments
    for position, argument in enumerate(arguments):
        given = args[position] if position < len(args) else kwargs.get(argument.name)
        if name in _INDEXED and argument.name == "indices" and _there(args[0]):
            continue
        changed = argument.alias_info is not None and argument.alias_info.is_write
        number = _NUMBER_AS.get(name.removesuffix("_"), argument.name) == argument.name
        (read if number and not changed else fixed).extend(t for t in _tensors(given) if not _there(t))
    numbers = sum(tensor.dim() == 0 for tensor in read)
    most = len(read) if name in _READING_NUMBERS else _NUMBERS_OF_AN_OPERATION if _elementwise(function, name) else 0
    if fixed or numbers < len(read) or numbers > most:
        joined = said_inside.JOINED if name in _JOINING else ""
        raise RuntimeError(said_inside.TWO_DEVICES.format(one=PRETEND, other=_CPU) + joined)


def _writes_a_number_home(name: str, args: _Arguments) -> bool:
    """Whether a single number that lies there is written by index to places of a tensor that does not."""
    if not name.startswith(("index_put", "_index_put")):
        return False
    values, indices, new = args[:3]
    return not any(map(_there, (values, *_tensors(indices)))) and new.dim() == 0


def _elementwise(function: Any, name: str) -> bool:
    """Whether an operation goes from element to element, in whichever of its forms it was called."""
    name = name.removesuffix("_")
    packet = getattr(torch.ops.aten, name, None)
    forms = [function, *(getattr(packet, form) for form in packet.overloads())] if packet is not None else [function]
    return name not in _NOT_READING_NUMBERS and (
        name in _ELEMENTWISE or any(torch.Tag.pointwise in form.tags for form in forms))


def _for_each(function: Any, name: str, args: _Arguments, kwargs: _Keywords) -> Any:
    """An operation on lists of tensors: each entry by itself may lie wherever it lies."""
    scalars = [a for a, declared in zip(args, function._schema.arguments) if declared.name == "scalars"]
    lists = [a for a in (*args, *kwargs.values()) if isinstance(a, list | tuple) and _tensors(a)]
    single = [a for a in (*args, *kwargs.values()) if isinstance(a, torch.Tensor) and not any(a is s for s in scalars)]
    one = name.removeprefix("_foreach_").removesuffix("_")
    one = _FOR_EACH_IS.get(one, one)
    takes_number = one not in _NOT_READING_NUMBERS
    entries = [[t for t in (*entry, *single) if isinstance(t, torch.Tensor)] for entry in zip(*lists)]
    for entry in entries:
        foreign = [t for t in entry if not _there(t)]
        fixed = name.endswith("_") and not _there(entry[0]) or (
            one in _NUMBER_AS and any(tensor is not entry[-1] for tensor in foreign))
        if any(map(_there, scalars)) or foreign and len(foreign) < len(entry) and (
                fixed or not takes_number or len(foreign) > _NUMBERS_OF_AN_OPERATION or foreign[0].dim() > 0):
            raise RuntimeError(said_inside.TWO_DEVICES.format(one=PRETEND, other=_CPU))
    result = function(*tree_map(_values, args), **tree_map(_values, kwargs))
    if isinstance(result, list | tuple):
        return [PretendTensor(leaf) if any(map(_there, entry)) else leaf for leaf, entry in zip(result, entries)]
    return result


# Above: what Python asks a tensor, and where it has tensors made


class _Surface(TorchFunctionMode):
    """Answers what torch's C++ code would answer for another device than the pretended one."""

    def __torch_function__(self, function: Callable[..., Any], types: Any, args: _Arguments = (),
                           kwargs: _Keywords | None = None) -> Any:
        args, kwargs = tuple(map(_below, args)), dict(kwargs or {})
        if kwargs.get("device") is None and function in default_device._device_constructors():
            kwargs["device"] = default_device.CURRENT_DEVICE
        if kwargs.get("device") is not None:
            kwargs["device"] = _named(kwargs["device"])
        elif "device" in kwargs:
            del kwargs["device"]
        kwargs.pop("pin_memory", None)
        answer = _ANSWERS.get(function)
        try:
            return answer(function, args, kwargs) if answer else function(*args, **kwargs)
        except (RuntimeError, TypeError, BufferError) as error:
            if _BELOW.type not in str(error):
                raise
            raise type(error)(str(error).replace(_BELOW.type, str(PRETEND))) from None


def _below(thing: Any) -> Any:
    """A device as torch's C++ code is told of it."""
    if not isinstance(thing, torch.device) or thing.type != PRETEND.type:
        return thing
    if thing.index not in (None, PRETEND.index):
        raise RuntimeError(said_inside.NO_SUCH_DEVICE)
    return _BELOW


def _named(device: Any) -> Any:
    """The same for a device's name or number."""
    if isinstance(device, int) and not isinstance(device, bool):
        return _below(torch.device(PRETEND.type, device))
    return _below(torch.device(device) if isinstance(device, str) else device)


_TOO_LONG_FOR_A_TUPLE: Final = 32
_FOR_DLPACK: Final = (2, PRETEND.index)  # CUDA's number there

_Answer = Callable[[Callable[..., Any], _Arguments, _Keywords], Any]


def _told(there: Any, home: Any) -> _Answer:
    """What is the same for all tensors in one place."""
    def answer(function: Callable[..., Any], args: _Arguments, kwargs: _Keywords) -> Any:
        if not isinstance(args[0], PretendTensor):
            return function(*args, **kwargs)
        return home if args[0].home_ else there
    return answer


def _of_values(function: Callable[..., Any], args: _Arguments, kwargs: _Keywords) -> Any:
    """What can be read although it lies elsewhere: numbers and addresses."""
    return function(*map(_values, args), **kwargs)


def _get_data(function: Callable[..., Any], args: _Arguments, kwargs: _Keywords) -> Any:
    return PretendTensor(args[0].values_) if _there(args[0]) else _values(args[0]).data


def _set_data(function: Callable[..., Any], args: _Arguments, kwargs: _Keywords) -> None:
    tensor, new = args
    if isinstance(tensor, PretendTensor):
        tensor.values_, tensor.home_ = _values(new), not _there(new)
        _follow_values(tensor)
    elif _there(new):
        own = dict(vars(tensor))
        swap_tensors(tensor, PretendTensor(new.values_).requires_grad_(tensor.requires_grad))
        tensor.__dict__.update(own)
    else:
        function(tensor, _values(new))


def _set_grad(function: Callable[..., Any], args: _Arguments, kwargs: _Keywords) -> None:
    tensor, gradient = args
    if isinstance(gradient, torch.Tensor) and _there(tensor) != _there(gradient):
        here, other = (PRETEND, _CPU) if _there(tensor) else (_CPU, PRETEND)
        raise RuntimeError(said_inside.FOREIGN_GRADIENT.format(device=here.type, other=other.type))
    function(tensor, gradient)


def _type(function: Callable[..., Any], args: _Arguments, kwargs: _Keywords) -> Any:
    """`p.type()` is a name, `p.type(name)` is a move."""
    tensor, *wanted = args
    wanted = wanted or [kwargs.pop(key) for key in ("dtype",) if key in kwargs]
    prefix = f"torch.{PRETEND.type}."
    if not wanted or wanted[0] is None:
        name: str = _values(tensor).type()
        return name.replace("torch.", prefix, 1) if _there(tensor) else name
    (kind,) = wanted
    if isinstance(kind, torch.dtype):
        return tensor.to(kind)
    name = kind if isinstance(kind, str) else f"{kind.__module__}.{kind.__name__}"
    moved = _values(tensor).type(name.replace(prefix, "torch.", 1))
    return PretendTensor(moved) if name.startswith(prefix) else moved


def _to(function: Callable[..., Any], args: _Arguments, kwargs: _Keywords) -> Any:
    tensor, *where = args
    if where and isinstance(where[0], str | int):
        where[0] = _named(where[0])
    return function(tensor, *where, **kwargs)


def _cuda(function: Callable[..., Any], args: _Arguments, kwargs: _Keywords) -> Any:
    tensor, *where = args
    named = where[0] if where else kwargs.get("device")
    return tensor.to(_BELOW if named is None else _named(named))


def _numpy(function: Callable[..., Any], args: _Arguments, kwargs: _Keywords) -> Any:
    tensor, *rest = args
    if _there(tensor) and not (rest and rest[0] is True or kwargs.get("force")):
        raise TypeError(said_inside.NOT_FOR_NUMPY.format(device=PRETEND))
    return function(_values(tensor), *rest, **kwargs)


def _array(function: Callable[..., Any], args: _Arguments, kwargs: _Keywords) -> Any:
    if _there(args[0]):
        raise TypeError(said_inside.NOT_FOR_NUMPY.format(device=PRETEND))
    return function(_values(args[0]), *args[1:], **kwargs)


def _pinned(function: Callable[..., Any], args: _Arguments, kwargs: _Keywords) -> Any:
    if _there(args[0]):
        raise RuntimeError(said_inside.NOT_TO_BE_PINNED)
    return args[0].clone()


def _show(function: Callable[..., Any], args: _Arguments, kwargs: _Keywords) -> str:
    shown: str = function(_values(args[0]), **kwargs)
    return f"{shown[:-1]}, device='{PRETEND}')" if _there(args[0]) and shown.endswith(")") else shown


def _make(function: Callable[..., Any], args: _Arguments, kwargs: _Keywords) -> Any:
    """`torch.tensor` and its like: from numbers, lists, arrays and tensors."""
    like = args[:1] if function is torch.Tensor.new_tensor else ()
    data = kwargs.pop("data") if len(args) == len(like) and "data" in kwargs else args[len(like)]
    if isinstance(data, torch.Tensor) and function in (torch.as_tensor, torch.asarray):
        return _as_tensor(data, kwargs)
    own = any(map(_there, (*like, data)))
    args = (*map(_values, like), _bare(data))
    device = kwargs.pop("device", None)
    watched = kwargs.pop("requires_grad", False)
    made = function(*args, **kwargs, device=_CPU if device in (None, _BELOW) else device)
    if device == _BELOW or device is None and own:
        made = PretendTensor(made)
    return made.requires_grad_() if watched else made


def _as_tensor(data: torch.Tensor, kwargs: _Keywords) -> torch.Tensor:
    """The tensor itself where it can be so."""
    wanted = {key: kwargs[key] for key in ("dtype", "device", "copy") if kwargs.get(key) is not None}
    made: torch.Tensor = data.to(**wanted) if wanted else data
    return made.requires_grad_() if kwargs.get("requires_grad") else made


def _bare(data: Any) -> Any:
    """Numbers in nested lists, wherever they lie."""
    return type(data)(map(_bare, data)) if type(data) in (list, tuple) else _values(data)


def _index(function: Callable[..., Any], args: _Arguments, kwargs: _Keywords) -> Any:
    """Reading and writing by index. torch would make tensors of lists where the indexed tensor lies."""
    tensor, places, *new = args
    if isinstance(places, list) and len(places) < _TOO_LONG_FOR_A_TUPLE and any(
            place is None or place is ... or isinstance(place, slice | Sequence | torch.Tensor) for place in places):
        places = tuple(places)  # so torch reads them
    places = tuple(map(_place, places)) if isinstance(places, tuple) else _place(places)
    return function(tensor, places, *new)


def _place(index: Any) -> Any:
    if not isinstance(index, list | tuple | range):
        return index
    made = torch.tensor(_bare(list(index)))
    return made if made.dtype is torch.bool else made.long()


def _new(function: Callable[..., Any], args: _Arguments, kwargs: _Keywords) -> Any:
    tensor, *rest = args
    made = function(_values(tensor), *map(_bare, rest), **_on_cpu(kwargs))
    return PretendTensor(made) if _there(tensor) else made


def _deepcopy(function: Callable[..., Any], args: _Arguments, kwargs: _Keywords) -> Any:
    tensor, memo = args
    if not isinstance(tensor, PretendTensor):
        return function(tensor, memo)
    if id(tensor) in memo:
        return memo[id(tensor)]
    if not tensor.is_leaf:
        raise RuntimeError(said_inside.NO_LEAF)
    made = PretendTensor(tensor.values_.clone()).requires_grad_(tensor.requires_grad)
    if tensor.grad is not None:
        made.grad = _deepcopy(function, (tensor.grad, memo), {})
    own = {name: value for name, value in vars(tensor).items() if name not in vars(made)}
    made.__dict__.update(copy.deepcopy(own, memo))
    memo[id(tensor)] = made
    return made


def _reduce(function: Callable[..., Any], args: _Arguments, kwargs: _Keywords) -> Any:
    """How a tensor is stored: as its values, and where they belong."""
    tensor, protocol = args
    if not _there(tensor):
        return function(_values(tensor), protocol)
    return torch._utils._rebuild_device_tensor_from_cpu_tensor, (
        tensor.values_, tensor.dtype, str(PRETEND), tensor.requires_grad)


def _get(name: str) -> Any:
    """What torch calls the reading of an attribute."""
    return getattr(torch.Tensor, name).__get__


def _set(name: str) -> Any:
    return getattr(torch.Tensor, name).__set__


def _device(function: Callable[..., Any], args: _Arguments, kwargs: _Keywords) -> torch.device:
    made: torch.device = function(*args, **kwargs)
    return PRETEND if made == _BELOW else made


_T = torch.Tensor
_ANSWERS: Final[Mapping[Any, _Answer]] = MappingProxyType({
    _get("device"): _told(PRETEND, _CPU),
    _get("is_cuda"): _told(True, False),
    _get("is_cpu"): _told(False, True),
    _get("is_meta"): _told(False, False),
    _T.get_device: _told(PRETEND.index, -1),
    torch.get_device: _told(PRETEND.index, -1),
    _T.__dlpack_device__: _told(_FOR_DLPACK, (1, 0)),
    _T.is_shared: _told(True, False),
    _get("data"): _get_data,
    _set("data"): _set_data,
    _set("grad"): _set_grad,
    **dict.fromkeys((
        _T.tolist, _T.item, _T.is_nonzero, torch.is_nonzero, _T.__bool__, _T.__int__, _T.__float__, _T.__complex__,
        _T.__index__, _T.__format__, _T.data_ptr, getattr(_T, "const_data_ptr"), _T.storage, _T.untyped_storage,  # noqa: B009
        _T.storage_type), _of_values),
    _T.__repr__: _show,
    _T.numpy: _numpy,
    _T.__array__: _array,
    _T.type: _type,
    _T.to: _to,
    _T.cuda: _cuda,
    _T.pin_memory: _pinned,
    _T.share_memory_: lambda function, args, kwargs: args[0] if _there(args[0]) else function(*args),
    _T.__deepcopy__: _deepcopy,
    _T.__reduce_ex__: _reduce,
    **dict.fromkeys((torch.tensor, torch.as_tensor, torch.asarray, _T.new_tensor), _make),
    _T.new: _new,
    torch.device: _device,
    _T.__getitem__: _index,
    _T.__setitem__: _index,
})
