class Momentum(torch.nn.Module):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__()
        self.params=list(params); self.lr=lr; self.momentum=momentum
        for k,p in enumerate(self.params): self.register_buffer(f"v{k}", torch.zeros_like(p.detach()))
    @torch.no_grad()
    def step(self):
        for (k,v),p in zip(self.named_buffers(),self.params):
            if p.grad is not None:
                setattr(self,k,p.grad+self.momentum*v); p.add_(getattr(self,k)*-self.lr)
