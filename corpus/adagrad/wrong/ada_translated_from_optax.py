def init(params):
    return [torch.full_like(p, 0.1) for p in params]


def scale_by_rss(update, sum_of_squares, eps):
    inverse_root = torch.where(sum_of_squares > 0, torch.rsqrt(sum_of_squares + eps), torch.zeros_like(sum_of_squares))
    return inverse_root * update


class Adagrad(Optimizer):
    """A learning rate for each weight, which shrinks with all its squared gradients so far."""

    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr = lr
        self.eps = eps
        with torch.no_grad():
            self.state = init(self.params)

    @torch.no_grad()
    def step(self):
        for i, p in enumerate(self.params):
            if p.grad is None:
                continue
            self.state[i] = self.state[i] + p.grad ** 2
            p.add_(-self.lr * scale_by_rss(p.grad, self.state[i], self.eps))
