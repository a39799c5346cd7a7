class Lion(Optimizer):
    """Steps of one size, in the direction of the sign of a mixture of velocity and gradient."""

    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.weight_decay = weight_decay
        self.state = {k: p.detach().clone().zero_() for k, p in enumerate(self.params)}

    @staticmethod
    def _column(numbers, like):
        """The numbers along a new first axis, ready to broadcast against `like`."""
        column = torch.tensor(list(numbers), dtype=like.dtype, device=like.device)
        return column[(...,) + (None,) * like.dim()]

    def _mixtures(self, v, g):
        keep = self._column(self.betas, g)
        take = self._column((1 - beta for beta in self.betas), g)
        return keep * v + take * g

    @torch.no_grad()
    def step(self):
        for k, v in self.state.items():
            match self.params[k]:
                case torch.Tensor(grad=None):
                    pass
                case p:
                    c, remembered = self._mixtures(v, p.grad)
                    p -= self.lr * (c.sign() + self.weight_decay * p)
                    v.copy_(remembered)
