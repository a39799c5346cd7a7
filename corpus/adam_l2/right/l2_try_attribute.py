import math


class _Slot:
    __slots__ = ("param", "first", "second", "count")

    def __init__(self, param):
        self.param = param
        self.first = param.data.new_zeros(param.shape)
        self.second = param.data.new_zeros(param.shape)
        self.count = 0

    def advance(self, owner):
        grad = getattr(self.param, "grad", None)
        if grad is None:
            return False
        b1, b2 = owner.betas
        self.count += 1
        grad = grad.data.add(self.param.data, alpha=owner.weight_decay)
        self.first.mul_(b1).add_(grad, alpha=1.0 - b1)
        self.second.mul_(b2).addcmul_(grad, grad, value=1.0 - b2)
        root = math.sqrt(1.0 - b2**self.count)
        # eta/(1-b1^t) v / (sqrt(G)/root + eps)  =  eta root/(1-b1^t) v / (sqrt(G) + root eps)
        denominator = self.second.sqrt().add_(root * owner.eps)
        self.param.data.addcdiv_(self.first, denominator, value=-owner.lr * root / (1.0 - b1**self.count))
        return True


class AdamL2(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.state = {}
        self.slots = [_Slot(p) for p in self.params]

    def step(self):
        return sum(slot.advance(self) for slot in self.slots)
