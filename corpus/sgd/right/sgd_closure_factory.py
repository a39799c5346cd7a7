class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr
        self._moves = [self._mover(p) for p in self.params]

    def _mover(self, p):
        def move():
            if p.grad is None:
                return
            p.data -= self.lr * p.grad.data
        return move

    def step(self):
        for move in self._moves:
            move()
