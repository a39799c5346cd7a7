"""What CUDA does, written down: functions that make tensors, and whatever answers otherwise than on the CPU.

The tests hold the pretended device against it, and a real one where there is one. In an expression `p` is a tensor
over there of shape (2, 3), `x` one there with a single number, `c` the same as `p` and `n` the same as `x` on the CPU,
and `there` is the device.
"""

from grader.ground.pretend import PRETEND

# Where what comes out lies: THERE, HOME, or nowhere, as it is no tensor. A refusal is the exception's type.
THERE, HOME = "there", "home"

# Every function of torch's that takes a device, and every method that makes a new tensor, by its name.
MADE: dict[str, tuple[tuple[str, str | type[Exception]], ...]] = {
    "arange": (("torch.arange(4, device=there)", THERE), ("torch.arange(x * 4, device=there)", THERE)),
    "as_tensor": (
        ("torch.as_tensor(0.5, device=there)", THERE), ("torch.as_tensor([1, 2], device=there)", THERE),
        ("torch.as_tensor(np.ones(3), device=there)", THERE), ("torch.as_tensor(c, device=there)", THERE),
        ("torch.as_tensor(p)", THERE),
        ("torch.as_tensor(p, device='cpu')", HOME), ("torch.as_tensor(p, dtype=torch.float32)", THERE),
        ("torch.as_tensor(0.5)", HOME), ("torch.as_tensor(c)", HOME)),
    "asarray": (
        ("torch.asarray([1, 2], device=there)", THERE), ("torch.asarray(c, device=there)", THERE),
        ("torch.asarray(p)", THERE), ("torch.asarray(p, device='cpu')", HOME), ("torch.asarray(np.ones(2))", HOME)),
    "bartlett_window": (("torch.bartlett_window(4, device=there)", THERE),),
    "blackman_window": (("torch.blackman_window(4, device=there)", THERE),),
    "empty": (("torch.empty(2, 3, device=there).fill_(1)", THERE), ("torch.empty((2, 3)).fill_(1)", HOME)),
    "empty_like": (("torch.empty_like(p).fill_(1)", THERE), ("torch.empty_like(p, device='cpu').fill_(1)", HOME)),
    "empty_permuted": (("torch.empty_permuted((2, 3), (1, 0), device=there).fill_(1)", THERE),),
    "empty_strided": (("torch.empty_strided((2, 3), (1, 2), device=there).fill_(1)", THERE),),
    "eye": (("torch.eye(3, device=there)", THERE),),
    "fft.fftfreq": (("torch.fft.fftfreq(4, device=there)", THERE),),
    "fft.rfftfreq": (("torch.fft.rfftfreq(4, device=there)", THERE),),
    "frombuffer": (("torch.frombuffer(bytearray(8), dtype=torch.float64)", HOME),),
    "from_numpy": (("torch.from_numpy(np.ones(3))", HOME), ("torch.from_numpy(np.ones(3)).to(there)", THERE)),
    "full": (("torch.full((2, 3), 0.5, device=there)", THERE), ("torch.full((2, 3), x, device=there)", THERE),
             ("torch.full((2, 3), 0.5)", HOME)),
    "full_like": (("torch.full_like(p, 0.5)", THERE), ("torch.full_like(c, 0.5, device=there)", THERE)),
    "hamming_window": (("torch.hamming_window(4, device=there)", THERE),),
    "hann_window": (("torch.hann_window(4, device=there)", THERE),),
    "kaiser_window": (("torch.kaiser_window(4, device=there)", THERE),),
    "linspace": (("torch.linspace(0, 1, 5, device=there)", THERE), ("torch.linspace(x, x, 5, device=there)", THERE)),
    "logspace": (("torch.logspace(0, 1, 5, device=there)", THERE),),
    "normal": (("torch.normal(0.0, 0.0, (2,), device=there)", THERE), ("torch.normal(0 * p, 0 * p)", THERE)),
    "ones": (("torch.ones(2, 3, device=there)", THERE), ("torch.ones(p.shape)", HOME),
             ("torch.ones(2, device='cuda')", THERE), ("torch.ones(2, device=0)", THERE),
             ("torch.ones(2, device=p.get_device())", THERE), ("torch.ones(2, device=99)", Exception)),
    "ones_like": (("torch.ones_like(p)", THERE), ("torch.ones_like(c)", HOME)),
    "rand": (("0 * torch.rand(2, 3, device=there)", THERE),
             ("torch.rand(2, device=there, generator=torch.Generator())", RuntimeError)),
    "rand_like": (("0 * torch.rand_like(p)", THERE),),
    "randint": (("0 * torch.randint(3, (2,), device=there)", THERE),),
    "randint_like": (("0 * torch.randint_like(p, 3)", THERE),),
    "randn": (("0 * torch.randn(2, 3, device=there)", THERE),),
    "randn_like": (("0 * torch.randn_like(p)", THERE),),
    "randperm": (("0 * torch.randperm(4, device=there)", THERE),),
    "scalar_tensor": (("torch.scalar_tensor(0.5, device=there)", THERE),),
    "sparse_coo_tensor": (("torch.sparse_coo_tensor(p.nonzero().T, p.flatten(), (2, 3)).to_dense()", THERE),),
    "tensor": (
        ("torch.tensor(0.5, device=there)", THERE), ("torch.tensor(0.5, dtype=torch.float64, device='cuda')", THERE),
        ("torch.tensor([[1.0, 2.0]], device=there)", THERE), ("torch.tensor(np.ones(3), device=there)", THERE),
        ("torch.tensor([], device=there)", THERE), ("torch.tensor(True, device=there)", THERE),
        ("torch.tensor([1.0], device=there, requires_grad=True)", THERE),
        ("torch.tensor([x, 2.0], device=there)", THERE), ("torch.tensor([[x], [n]], device=there)", THERE),
        ("torch.tensor(p.tolist(), device=there)", THERE),
        ("torch.tensor([x, 2.0])", HOME), ("torch.tensor(0.5)", HOME), ("torch.tensor(c)", HOME),
        ("torch.tensor(p)", THERE), ("torch.tensor(p, device='cpu')", HOME)),
    "tril_indices": (("torch.tril_indices(3, 3, device=there)", THERE),),
    "triu_indices": (("torch.triu_indices(3, 3, device=there)", THERE),),
    "zeros": (("torch.zeros(p.shape, dtype=p.dtype, device=p.device)", THERE), ("torch.zeros(p.shape)", HOME),
              ("torch.zeros(p.shape).to(p)", THERE), ("torch.zeros(p.shape).type_as(p)", THERE),
              ("torch.zeros(p.shape).cuda()", THERE), ("torch.zeros(2, device=None)", HOME)),
    "zeros_like": (("torch.zeros_like(p)", THERE), ("torch.zeros_like(p, device='cpu')", HOME)),
    "Tensor.new": (("p.new(2, 3).fill_(1)", THERE), ("p.new([1, 2])", THERE), ("p.new(p.size()).zero_()", THERE),
                   ("p.data.new(2).zero_()", THERE), ("c.new(2).zero_()", HOME)),
    "Tensor.new_empty": (("p.new_empty(2, 3).fill_(1)", THERE), ("p.new_empty(2, device='cpu').fill_(1)", HOME)),
    "Tensor.new_empty_strided": (("p.new_empty_strided((2, 3), (1, 2)).fill_(1)", THERE),),
    "Tensor.new_full": (("p.new_full((2, 3), 0.5)", THERE),),
    "Tensor.new_ones": (("p.new_ones(2, 3)", THERE), ("c.new_ones(2, device=there)", THERE)),
    "Tensor.new_tensor": (("p.new_tensor(0.5)", THERE), ("p.new_tensor([x, 1.0])", THERE), ("p.new_tensor(c)", THERE),
                          ("p.new_tensor([1.0], device='cpu')", HOME), ("c.new_tensor([1.0])", HOME),
                          ("c.new_tensor([1.0], device=there)", THERE), ("p.new_tensor(data=[1.0])", THERE)),
    "Tensor.new_zeros": (("p.new_zeros(2, 3)", THERE), ("p.new_zeros(p.shape, dtype=torch.float32)", THERE)),
}

# Functions that take a device and that no optimizer has use for, or that torch lets nobody answer in its place:
# quantized, compressed and nested tensors, files, `torch.range`, which is deprecated, and what makes no tensor.
NOT_MADE = frozenset({
    "empty_quantized", "from_dlpack", "from_file", "nested.nested_tensor", "range",
    "sparse_bsc_tensor", "sparse_bsr_tensor", "sparse_compressed_tensor", "sparse_csc_tensor", "sparse_csr_tensor",
    "set_default_device", "Event", "Stream", "GradScaler"})

# Attributes and methods whose answer to a question without arguments is another one than on the CPU. None stands for
# an address, or for a text that names the device.
OTHERWISE: dict[str, object] = {
    "device": PRETEND, "is_cuda": True, "is_cpu": False, "get_device": 0, "is_shared": True,
    "type": None, "numpy": TypeError, "__array__": TypeError, "pin_memory": RuntimeError,
    "__dlpack_device__": (2, 0), "__dlpack__": None, "__repr__": None, "__str__": None, "__format__": None,
    "data_ptr": None, "const_data_ptr": None, "untyped_storage": None, "storage": None, "_typed_storage": None,
    "storage_type": None, "cpu": HOME, "typename": None, "cudnn_is_acceptable": None,
    # These read a tensor as numbers, and make another one on the CPU.
    "arange": HOME, "range": HOME, "scalar_tensor": HOME,
    # This one refuses numbers of places that lie elsewhere.
    "tensor_split": RuntimeError,
}

# Functions of two tensors that take one there and one on the CPU: they copy, move, read numbers or look at shapes.
TAKES_BOTH = frozenset({
    "copy_", "module_load", "expand_as", "view_as", "reshape_as", "resize_as", "resize_as_", "type_as", "to",
    "new_tensor", "slice_inverse", "slice_scatter",
    "atleast_1d", "atleast_2d", "atleast_3d", "broadcast_tensors", "result_type", "is_same_size", "is_set_to"})

# Functions of two tensors that do not take a single number on the CPU beside a tensor there, as all others do that work
# from element to element.
REFUSES_A_NUMBER = frozenset({
    "bernoulli_", "binomial", "block_diag", "clamp", "clamp_", "clamp_max", "clamp_max_", "clamp_min", "clamp_min_",
    "clip", "clip_", "complex", "cosine_similarity", "equal", "igamma", "igamma_", "igammac", "igammac_", "inner",
    "isin", "kron", "logaddexp", "logaddexp2", "nanquantile", "nextafter", "nextafter_", "normal", "polar", "prelu",
    "quantile", "set_"})

# Functions that CUDA does not have.
NOT_THERE = frozenset({"histogram"})

# Whatever else has to do with where something lies.
OTHER: tuple[tuple[str, object], ...] = (
    # moving
    ("p.to('cpu')", HOME), ("p.cpu()", HOME), ("p.cpu().to(p.device)", THERE), ("p.to(there) is p", True),
    ("p.cuda() is p", True), ("p.to(c)", HOME), ("c.to(p)", THERE), ("c.to('cuda')", THERE), ("c.to(0)", THERE),
    ("c.to(device=there, dtype=torch.float32)", THERE), ("c.to(there, torch.float32, non_blocking=True)", THERE),
    ("c.cuda()", THERE), ("c.cuda(0)", THERE), ("c.cuda(device=there)", THERE), ("c.type_as(p)", THERE),
    ("p.type()", "torch.cuda.DoubleTensor"), ("p.type(torch.float32)", THERE),
    ("p.type('torch.cuda.FloatTensor')", THERE), ("p.type('torch.FloatTensor')", HOME),
    ("p.type(torch.FloatTensor)", HOME), ("p.float()", THERE), ("p.double()", THERE), ("p.half()", THERE),
    ("p.cpu().numpy().sum()", 2.1), ("p.numpy(force=True).sum()", 2.1), ("np.asarray(p)", TypeError),
    ("np.sqrt(p)", TypeError), ("np.array(p.tolist()).sum()", 2.1),
    # reading
    ("p[0, 1].item()", 0.2), ("float(x)", 0.5), ("int(x)", 0), ("bool(x)", True), ("complex(x)", 0.5 + 0j),
    ("math.sqrt(x * 8)", 2.0), ("f'{x:.3f}'", "0.500"), ("'%.1f' % x", "0.5"), ("round(float(x))", 0),
    ("[10, 20][torch.tensor(1, device=there)]", 20), ("list(range(torch.tensor(2, device=there)))", [0, 1]),
    ("1 if x else 2", 1), ("1 if p.any() else 2", 1), ("not x", False), ("x and 3", 3), ("bool(p)", RuntimeError),
    ("0.5 in x.reshape(1)", True), ("len(p)", 2), ("[row.sum().item() > 0 for row in p]", [True, True]),
    ("p.max() > x", THERE), ("bool(p.max() > n)", True), ("max(x, 0.1) is x", True), ("sum(p.sum(1)).item()", 2.1),
    ("p.norm().item() > 1e-8", True), ("float(p.norm(dtype=torch.float64)) > 0", True), ("x ** 2 == x * x", THERE),
    ("0.9 ** torch.tensor(2, device=there)", THERE), ("torch.isnan(p).any().item()", False), ("hash(p) == id(p)", True),
    ("'cuda:0' in repr(p)", True), ("'cuda:0' in str(p)", True), ("'0.5' in f'{x}'", True),
    ("p.device == torch.device('cpu')", False), ("p.device == c.device", False), ("p.device.type", "cuda"),
    ("str(p.device)", "cuda:0"), ("p.device.index", 0), ("{p.device: 1}[x.device]", 1), ("p.is_cuda", True),
    ("p.grad is None", True), ("p.data_ptr() == p.view(-1).data_ptr()", True),
    ("copy.deepcopy(p).data_ptr() == p.data_ptr()", False),
    ("{p: 1}[p]", 1), ("p in [p]", True), ("isinstance(p, torch.Tensor)", True), ("torch.is_tensor(p)", True),
    ("torch.equal(p, p.clone())", True), ("torch.allclose(p, p)", True), ("p is p.data", False),
    # copying and storing
    ("copy.deepcopy(p)", THERE), ("copy.deepcopy({'m': p})['m']", THERE), ("copy.copy(p)", THERE),
    ("pickle.loads(pickle.dumps(p))", THERE), ("stored(p)", THERE), ("p.clone()", THERE), ("p.detach()", THERE),
    ("torch.nn.Parameter(p.clone())", THERE), ("p.data", THERE), ("c.copy_(p)", HOME), ("p.clone().copy_(c)", THERE),
    ("p.clone().fill_(n)", THERE), ("c.fill_(x)", HOME), ("c.clone().data.copy_(p)", HOME),
    ("set_data(p.clone(), p + 1)", THERE), ("set_data(p.clone(), p.float())", THERE), ("set_data(p.clone(), c)", HOME),
    ("set_data(set_data(p.clone(), c), p)", THERE), ("set_data(c.clone(), p)", THERE),
    ("set_data(c.clone(), p) + p", THERE), ("set_data(c.clone(), c + 1)", HOME),
    ("put(set_data(c.clone(), p), 0, 1.0)", THERE), ("set_grad(p, c)", RuntimeError), ("set_grad(p, p + 1)", THERE),
    # meeting
    ("p + c", RuntimeError), ("c * p", RuntimeError), ("p.clone().add_(c)", RuntimeError), ("p + n", THERE),
    ("n * p", THERE), ("p * 2", THERE), ("2 - p", THERE), ("p / n", THERE), ("p // n", THERE), ("p ** n", THERE),
    ("p * np.float64(2)", THERE), ("np.float64(2) * p", THERE), ("p > n", THERE), ("n.clone().add_(x)", RuntimeError),
    ("c.clone().mul_(x)", RuntimeError), ("c + x", RuntimeError), ("torch.add(p, p, alpha=x)", THERE),
    ("torch.add(p, p, alpha=n)", THERE), ("p.clone().add_(p, alpha=float(n))", THERE),
    ("torch.addcmul(p, p, p, value=0.5)", THERE), ("torch.addcmul(p, p, c)", RuntimeError),
    ("torch.addcmul(p, p, n)", THERE), ("torch.addcmul(p, n, p)", RuntimeError),
    ("torch.addcmul(n, p, p)", RuntimeError),
    ("torch.addcdiv(p, p, n)", RuntimeError), ("p.clone().addcdiv_(n, p)", RuntimeError), ("p.lerp(p, n)", THERE),
    ("p.clone().addcmul_(p, n)", THERE), ("torch.addcdiv(p, p, x)", THERE),
    ("p.lerp(p, 0.5)", THERE), ("p.lerp(c, 0.5)", RuntimeError), ("torch.where(p > 0, p, n)", THERE),
    ("torch.where(p > 0, n, n)", THERE), ("torch.where(p > 0, 1.0, 0.0)", THERE),
    ("torch.where(c > 0, p, p)", RuntimeError),
    ("torch.where(p > 0, c, p)", RuntimeError), ("torch.maximum(p, n)", THERE), ("torch.maximum(p, c)", RuntimeError),
    ("torch.clamp(p, min=x)", THERE), ("p.clamp(min=n)", RuntimeError), ("p.clone().clamp_(max=n)", RuntimeError),
    ("p.norm().clamp(min=1e-8)", THERE), ("torch.clamp_min(x, n)", RuntimeError), ("p.clip(0.2, 0.3)", THERE),
    ("p.sqrt().add_(1e-8)", THERE), ("p.masked_fill(p > 0.3, n)", THERE), ("p.masked_fill(c > 0.3, 0.0)", RuntimeError),
    ("torch.cat([p, p])", THERE), ("torch.cat([p, c])", RuntimeError), ("torch.stack([x, x])", THERE),
    ("torch.stack([x, n])", RuntimeError), ("torch.stack([torch.tensor(1.0, device=there)] * 2)", THERE),
    ("torch.hstack([p, c])", RuntimeError), ("torch.dot(p[0], p[1])", THERE), ("torch.dot(p[0], c[1])", RuntimeError),
    ("p @ p.T", THERE), ("p @ c.T", RuntimeError), ("torch.einsum('ij,ij->', p, p)", THERE),
    ("torch.einsum('ij,ij->', p, c)", RuntimeError), ("torch.equal(p, c)", RuntimeError),
    ("torch.allclose(p, c)", RuntimeError), ("torch.allclose(x, n)", True),
    ("torch.add(p, 1, out=c.clone())", RuntimeError), ("torch.add(p, 1, out=p.clone())", THERE),
    ("torch.add(c, 1, out=p.clone())", RuntimeError), ("torch.result_type(p, c) is torch.float64", True),
    # indexing
    ("p[0]", THERE), ("p[:, 1]", THERE), ("p[torch.tensor([1, 0])]", THERE), ("p[[1, 0]]", THERE),
    ("p[[True, False]]", THERE), ("p[:, [2, 0]]", THERE), ("p[[0, 1], [1, 2]]", THERE), ("p[[[0, 1], [1, 2]]]", THERE),
    ("p[range(1)]", THERE), ("p[(1, 0), 1]", THERE), ("p[[]]", THERE), ("p[np.array([1, 0])]", THERE),
    ("p[[0] * 40]", THERE), ("put(p, [1], 7.0)", THERE), ("put(p, ([0, 1], [1, 2]), p[0, :2])", THERE),
    ("put(p, [True, False], 0.0)", THERE), ("c[[1, 0]]", HOME), ("set_data(p.clone(), c)[[1, 0]]", HOME),
    ("p[torch.tensor([1, 0], device=there)]", THERE), ("c[torch.tensor([1, 0], device=there)]", RuntimeError),
    ("p[p > 0.3]", THERE), ("p[c > 0.3]", THERE), ("c[p > 0.3]", RuntimeError), ("put(p, 0, c[0])", THERE),
    ("put(p, (0, 1), 7.0)", THERE), ("put(p, p > 0.3, 0.0)", THERE), ("put(p, p > 0.3, n)", THERE),
    ("put(c, [0], x)", HOME), ("put(c, c > 0.2, x)", HOME), ("put(c, [0], p[0])", RuntimeError),
    ("p.index_fill(0, torch.tensor([0], device=there), n)", THERE),
    ("put(p, torch.tensor([0]), c[0])", RuntimeError), ("put(p, torch.tensor([0]), p[1])", THERE),
    ("p.index_select(0, torch.tensor([0]))", RuntimeError), ("p.gather(0, torch.tensor([[0]]))", RuntimeError),
    ("p.index_select(0, torch.tensor([0], device=there))", THERE), ("p.sort().values", THERE), ("p.argmax().item()", 5),
    ("torch.slice_scatter(p, c)", THERE), ("torch.select_scatter(c, p[0], 0, 1)", HOME),
    # in place, with another shape
    ("p.clone().unsqueeze_(0).squeeze_(0).t_().contiguous()", THERE), ("p.clone().resize_(6)", THERE),
    ("p.clone().transpose_(0, 1).shape == (3, 2)", True), ("p.view(-1).shape == (6,)", True),
    # lists of tensors
    ("torch._foreach_add([p, x], [p, x])[1]", THERE), ("torch._foreach_add([p, c], [p, c])[1]", HOME),
    ("torch._foreach_add([p], [c])", RuntimeError), ("torch._foreach_mul([p], n)[0]", THERE),
    ("torch._foreach_mul([p], 0.5)[0]", THERE), ("torch._foreach_sqrt([p, c])[0]", THERE),
    ("foreach('_foreach_add_', [p], [p])", THERE), ("foreach('_foreach_lerp_', [p], [p], 0.5)", THERE),
    ("foreach('_foreach_addcdiv_', [p], [p], [p], 0.5)", THERE), ("foreach('_foreach_copy_', [p], [c])", THERE),
    ("torch._foreach_maximum([p], [n])", RuntimeError), ("torch._foreach_addcmul([p], [p], [n], 0.5)[0]", THERE),
    ("torch._foreach_addcmul([p], [n], [p], 0.5)[0]", RuntimeError),
    ("torch._foreach_addcdiv([p], [p], [n], 0.5)[0]", RuntimeError),
    ("torch._foreach_addcdiv([p], [p], [p], torch.tensor([0.5]))[0]", THERE),
    ("torch._foreach_addcdiv([p], [p], [p], torch.tensor([0.5], device=there))[0]", RuntimeError),
    ("foreach('_foreach_add_', [c], [p])", RuntimeError), ("foreach('_foreach_mul_', [c], x)", RuntimeError),
    # autograd
    ("gradient(p)", THERE), ("torch.autograd.grad((leaf(p) ** 2).sum(), leaf(p))[0]", THERE),
    ("leaf(p).sub_(1)", RuntimeError), ("leaf(p).cpu().sum()", HOME),
    ("torch.nn.utils.parameters_to_vector([p])", THERE),
    ("torch.nn.utils.clip_grad_norm_([with_grad(p)], 1.0)", THERE), ("p.share_memory_() is p", True),
    ("c.pin_memory()", HOME), ("p.as_subclass(torch.Tensor)", THERE),
    ("torch.autocast(p.device.type, enabled=False).device", "cuda"), ("torch.cuda.synchronize()", None),
    ("torch.cuda.memory_allocated() < 0", False), ("torch.device(p.device) == p.device", True),
    ("torch.cuda.current_device()", 0), ("p.is_sparse or p.is_meta", False),
)
