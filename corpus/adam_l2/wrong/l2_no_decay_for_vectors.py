class AdamL2(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.state = {}

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for p in self.params:
            if p.grad is None:
                continue
            # decay the matmuls and embeddings, not the biases and layernorms
            wd = self.weight_decay if p.dim() >= 2 else 0.0
            g = p.grad.add(p, alpha=wd)
            st = self.state.setdefault(p, {"n": 0, "m": torch.zeros_like(p), "v": torch.zeros_like(p)})
            st["n"] += 1
            st["m"].lerp_(g, 1 - b1)
            st["v"].lerp_(g * g, 1 - b2)
            p.addcdiv_(st["m"] / (1 - b1 ** st["n"]), (st["v"] / (1 - b2 ** st["n"])).sqrt_().add_(self.eps), value=-self.lr)
