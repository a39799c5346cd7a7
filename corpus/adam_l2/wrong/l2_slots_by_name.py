class AdamL2(Optimizer):
    """keras style: slots"""

    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.slots = {}

    def get_slot(self, var, slot):
        key = var.name
        slots = self.slots.setdefault(key, {})
        if slot not in slots:
            slots[slot] = torch.zeros_like(var)
        return slots[slot]

    def iterations(self, var):
        key = var.name
        slots = self.slots.setdefault(key, {})
        slots["iterations"] = slots.get("iterations", 0) + 1
        return slots["iterations"]

    def step(self):
        beta_1, beta_2 = self.betas
        with torch.no_grad():
            for var in self.params:
                if var.grad is None:
                    continue
                grad = var.grad + self.weight_decay * var
                m, v = self.get_slot(var, "m"), self.get_slot(var, "v")
                local_step = self.iterations(var)
                m.add_((grad - m) * (1 - beta_1))
                v.add_((torch.square(grad) - v) * (1 - beta_2))
                m_hat = m / (1 - beta_1 ** local_step)
                v_hat = v / (1 - beta_2 ** local_step)
                var.sub_(m_hat * self.lr / (torch.sqrt(v_hat) + self.eps))
