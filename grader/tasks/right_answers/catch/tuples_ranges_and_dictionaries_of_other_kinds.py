from collections import OrderedDict, defaultdict

trials = OrderedDict()
trials["momentum"] = OrderedDict(
    start=range(2, 0, -1), gradients=((-1, 10), (-0.1, -0.03), (10, 0.3)),
    given=OrderedDict(momentum=0.8, lr=0.1), changes=defaultdict(dict, {1: dict(lr=0.02), 2: dict(lr=1)}))
# %%
columns = (2, -3, 2, -1, 10, 3), (-1, 3, 10, -4, 0.7, -1)
trials["adam"] = dict(start=(1, 3), gradients=tuple(zip(*columns)), given=dict(eps=2, betas=[0.2, 0.7], lr=0.2), changes={5: dict(lr=True)})
# %%
def rate(t):
    return dict(lr={2: 0.5, 3: 0.1, 5: 1.0}[t])


trials["lion"] = {
    "start": tuple(map(float, ("4", "0", "0.2"))),
    "gradients": [(0, -7, 0.2), (-1e-50,) * 3, (1e-50, 4, 0), (-7, 2, -0.1), (2, 0, -3), (0.5, 20, 0)],
    "given": {"lr": 0.05, "betas": (0.7, 0.4), "weight_decay": 0.3},
    "changes": {t: rate(t) for t in (2, 3, 5)},
}
