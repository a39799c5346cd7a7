def trial(start, *gradients, changes=None, **given):
    return {"start": list(start), "gradients": [list(g) for g in gradients], "given": given, "changes": changes}


trials["momentum"] = trial((2, -1), (-1, 10), (-0.1, -0.03), (10, 0.3), lr=0.1, momentum=0.8, changes={1: dict(lr=0.02), 2: dict(lr=1.0)})
look("momentum")
# %%
trials["adam"] = trial((1, 3), (2, -1), (-3, 3), (2, 10), (-1, -4), (10, 0.7), (3, -1), lr=0.2, betas=(0.2, 0.7), eps=2.0, changes={5: dict(lr=1.0)})
print({label: left_at(rule, "adam") for label, rule in WRONG["adam"].items()})
# %%
trials["lion"] = trial(
    (4, 0, 0.2), (0, -7, 0.2), [-1e-50] * 3, (1e-50, 4, 0), (-7, 2, -0.1), (2, 0, -3), (0.5, 20, 0),
    lr=0.05, betas=(0.7, 0.4), weight_decay=0.3, changes={2: dict(lr=0.5), 3: dict(lr=0.1), 5: dict(lr=1.0)})
expect_sound("lion")
