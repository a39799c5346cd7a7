# The first coordinate ends on a large gradient and the second on a small one, and η moves twice.
trials["momentum"] = dict(
    start=[2.0, -1.0],
    gradients=[[-1.0, 10.0], [-0.1, -0.03], [10.0, 0.3]],
    given=dict(lr=0.1, momentum=0.8),
    changes={1: dict(lr=0.02), 2: dict(lr=1.0)},
)
# %%
# A large ε, a β₁ so small that the corrections are over soon, and an η that moves at the end.
trials["adam"] = dict(
    start=[1.0, 3.0],
    gradients=[[2.0, -1.0], [-3.0, 3.0], [2.0, 10.0], [-1.0, -4.0], [10.0, 0.7], [3.0, -1.0]],
    given=dict(lr=0.2, betas=(0.2, 0.7), eps=2.0),
    changes={5: dict(lr=1.0)},
)
# %%
# Gradients that nearly balance the memory, some that are zero, and some so small that half precision loses them.
trials["lion"] = dict(
    start=[4.0, 0.0, 0.2],
    gradients=[[0.0, -7.0, 0.2], [-1e-50, -1e-50, -1e-50], [1e-50, 4.0, 0.0], [-7.0, 2.0, -0.1], [2.0, 0.0, -3.0],
               [0.5, 20.0, 0.0]],
    given=dict(lr=0.05, betas=(0.7, 0.4), weight_decay=0.3),
    changes={2: dict(lr=0.5), 3: dict(lr=0.1), 5: dict(lr=1.0)},
)
