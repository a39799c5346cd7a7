class Adagrad(Optimizer):
    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr = lr
        self.eps = eps
        self.state = {}

    @torch.no_grad()
    def step(self):
        for param in self.params:
            grad = param.grad
            if grad is None:
                continue
            if param not in self.state:
                self.state[param] = {"sum": torch.zeros_like(param, memory_format=torch.preserve_format)}
            state_sum = self.state[param]["sum"]
            state_sum.addcmul_(grad, grad, value=1)
            std = state_sum.sqrt_() + self.eps
            param.addcdiv_(grad, std, value=-self.lr)
