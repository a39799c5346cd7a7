@torch.jit.script
def go(p: torch.Tensor, g: torch.Tensor, v: torch.Tensor, lr: float, mu: float):
    torch.add(g, v, alpha=mu, out=v)
    torch.sub(p, v, alpha=lr, out=p)
class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr; self.momentum = momentum; self.state = {}

    @torch.no_grad()
    def step(self):
        for k, p in enumerate(self.params):
            if p.grad is None: continue
            v = self.state.setdefault(k, torch.zeros_like(p)); go(p, p.grad, v, float(self.lr), float(self.momentum))
