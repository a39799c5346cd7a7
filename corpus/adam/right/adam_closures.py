class Adam(Optimizer):
    """Each parameter gets a little function of its own that remembers v, G and t."""

    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr, self.betas, self.eps = lr, betas, eps
        self.movers = [self.mover(w) for w in self.params]

    def mover(self, w):
        v = torch.zeros_like(w, requires_grad=False)
        G = torch.zeros_like(w, requires_grad=False)
        t = 0

        def move():
            nonlocal v, G, t
            if w.grad is None:
                return
            b1, b2 = self.betas
            t += 1
            v = b1 * v + (1 - b1) * w.grad
            G = b2 * G + (1 - b2) * w.grad * w.grad
            w.data -= self.lr / (torch.sqrt(G / (1 - b2 ** t)) + self.eps) * (v / (1 - b1 ** t))

        return move

    def step(self):
        for move in self.movers:
            move()
