import numpy as np

gradients = np.array([[-1, 10], [-0.1, -0.03], [10, 0.3]])
trials["momentum"] = {"start": np.array([2, -1]), "gradients": gradients, "changes": {1: {"lr": 0.02}, np.int64(2): {"lr": np.float32(1)}},
                      "given": {"lr": torch.tensor(0.1), "momentum": np.float64(0.8)}}
# %%
trials["adam"] = dict(
    start=torch.tensor([1, 3]),
    gradients=torch.tensor([[2.0, -1.0], [-3.0, 3.0], [2.0, 10.0], [-1.0, -4.0], [10.0, 0.7], [3.0, -1.0]], dtype=torch.float64),
    given=dict(lr=0.2, betas=torch.tensor([0.2, 0.7], dtype=torch.float64), eps=2),
    changes={5: dict(lr=1)},
)
# %%
first = torch.zeros(6, 3, dtype=torch.float64)
first[0] = torch.tensor([0.0, -7.0, 0.2])
first[1] = -1e-50
first[2, 0], first[2, 1] = 1e-50, 4.0
first[3:] = torch.tensor([[-7.0, 2.0, -0.1], [2.0, 0.0, -3.0], [0.5, 20.0, 0.0]])
trials["lion"] = dict(start=(4, 0, 0.2), gradients=list(first), given=dict(lr=0.05, betas=(0.7, 0.4), weight_decay=0.3),
                      changes={2: dict(lr=0.5), 3: dict(lr=0.1), 5: dict(lr=1.0)})
