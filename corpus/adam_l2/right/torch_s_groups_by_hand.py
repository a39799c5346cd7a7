class AdamL2:
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        from collections import defaultdict
        self.param_groups = [dict(params=list(params), lr=lr, betas=betas, eps=eps, weight_decay=weight_decay)]
        self.state = defaultdict(dict)
    @torch.no_grad()
    def step(self):
        for h in self.param_groups:
            b1, b2 = h["betas"]
            for p in h["params"]:
                if p.grad is None:
                    continue
                s = self.state[p]
                s or s.update(t=0, m=torch.zeros_like(p), v=torch.zeros_like(p))
                g = p.grad.add(p, alpha=h["weight_decay"])
                s["t"] += 1
                s["m"].lerp_(g, 1 - b1)
                s["v"].lerp_(g * g, 1 - b2)
                p -= h["lr"] * s["m"] / (1 - b1 ** s["t"]) / ((s["v"] / (1 - b2 ** s["t"])).sqrt() + h["eps"])
