"""Three checks of the kinds that courses copy from each other. `step-grader corpus` says what each lets through."""

import copy

import torch
from lion_pytorch import Lion
from torch import nn

REFERENCES = {
    "sgd": torch.optim.SGD,
    "momentum": lambda params, lr: torch.optim.SGD(params, lr, momentum=0.9),
    "nesterov": lambda params, lr: torch.optim.SGD(params, lr, momentum=0.9, nesterov=True),
    "adagrad": torch.optim.Adagrad,
    "rmsprop": torch.optim.RMSprop,
    "adam": torch.optim.Adam,
    "adam_l2": lambda params, lr: torch.optim.Adam(params, lr, weight_decay=0.01),
    "adamw": torch.optim.AdamW,
    "lion": Lion,
}

# Where two steps at η = 0.01 lead from (-0.4, 0, 0.6), with the gradient (-0.6, 0.1, 0.4) in both.
EXPECTED = {
    "sgd": [-0.388, -0.002, 0.592],
    "momentum": [-0.3826, -0.0029, 0.5884],
    "nesterov": [-0.37234, -0.00461, 0.58156],
    "adagrad": [-0.382929, -0.017071, 0.582929],
    "rmsprop": [-0.229112, -0.170888, 0.429112],
    "adam": [-0.38, -0.02, 0.58],
    "adam_l2": [-0.38, -0.02, 0.58],
    "adamw": [-0.379921, -0.019999, 0.579881],
    "lion": [-0.38, -0.02, 0.58],
}


def a_few_steps(cls, task):
    """Five steps with the defaults, beside PyTorch, on one parameter."""
    ours, theirs = torch.ones(4, 3, requires_grad=True), torch.ones(4, 3, requires_grad=True)
    optimizers = cls([ours], lr=0.01), REFERENCES[task]([theirs], lr=0.01)
    for step in range(5):
        ours.grad, theirs.grad = [torch.linspace(-1, 1, 12).reshape(4, 3) * (step + 1) for _ in range(2)]
        for optimizer in optimizers:
            optimizer.step()
    assert torch.allclose(ours, theirs, atol=1e-5)


def a_small_network(cls, task):
    """Four steps of training, at three learning rates; then the first layer's weight is compared."""
    for lr in (0.1, 0.01, 0.001):
        torch.manual_seed(0)
        ours, x, y = nn.Sequential(nn.Linear(3, 5), nn.Tanh(), nn.Linear(5, 1)), torch.randn(8, 3), torch.randn(8, 1)
        theirs = copy.deepcopy(ours)
        for model, make in ((ours, cls), (theirs, REFERENCES[task])):
            optimizer = make(model.parameters(), lr=lr)
            for _ in range(4):
                model.zero_grad()
                nn.functional.mse_loss(model(x), y).backward()
                optimizer.step()
        assert torch.allclose(ours[0].weight, theirs[0].weight, atol=1e-5)


def stored_numbers(cls, task):
    """Two steps from given numbers with given gradients must lead to the numbers that are stored."""
    w = torch.tensor([-0.4, 0.0, 0.6], requires_grad=True)
    optimizer = cls([w], lr=0.01)
    for _ in range(2):
        w.grad = torch.tensor([-0.6, 0.1, 0.4])
        optimizer.step()
    expected = torch.tensor(EXPECTED[task])
    assert ((w - expected).abs() / (w.abs() + expected.abs())).max() < 1e-3
