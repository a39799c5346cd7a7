class AdamW(Optimizer):
    """Adam with a weight decay of its own, beside the gradient."""

    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.state = {}

    def hadamard(self, x, y):
        return torch.einsum("i,i->i", x, y)

    def step(self):
        β1, β2 = self.betas
        η, λ, ε = self.lr, self.weight_decay, self.eps
        with torch.no_grad():
            for w in self.params:
                if (g := w.grad) is None:
                    continue
                v, G, t = self.state.get(w, (0.0, 0.0, 0))
                t += 1
                v = β1 * v + (1 - β1) * g
                G = β2 * G + (1 - β2) * self.hadamard(g, g)
                self.state[w] = v, G, t
                v̂ = v / (1 - β1 ** t)
                Ĝ = G / (1 - β2 ** t)
                w.copy_((1 - η * λ) * w - η / (Ĝ.sqrt() + ε) * v̂)
