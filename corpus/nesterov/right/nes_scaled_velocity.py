class Nesterov(Optimizer):
    """Nesterov's momentum with the velocity kept as u = mu * v.

    v_t = mu v_{t-1} + g_t   ->   u_t = mu (u_{t-1} + g_t)
    w   = w - lr (g_t + mu v_t)  =  w - lr (g_t + u_t)
    """

    class Cell:
        __slots__ = ("w", "u")

        def __init__(self, w):
            self.w, self.u = w, None

        def __call__(self, lr, mu):
            g = self.w.grad
            self.u = mu * (g if self.u is None else self.u + g)
            self.w -= lr * (g + self.u)

    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.cells = tuple(map(Nesterov.Cell, self.params))

    @torch.no_grad()
    def step(self):
        for cell in self.cells:
            if cell.w.grad is not None:
                cell(self.lr, self.momentum)
