"""What this course asked of NAdam before: a check of the kind that many copy. The corpus says what it lets through."""

import torch


def old_check(cls):
    """Five steps with the defaults, beside PyTorch, on one parameter."""
    ours, theirs = torch.ones(4, 3, requires_grad=True), torch.ones(4, 3, requires_grad=True)
    optimizers = cls([ours]), torch.optim.NAdam([theirs])
    for step in range(5):
        ours.grad, theirs.grad = [torch.linspace(-1, 1, 12).reshape(4, 3) * (step + 1) for _ in range(2)]
        for optimizer in optimizers:
            optimizer.step()
    assert torch.allclose(ours, theirs, atol=1e-5)
