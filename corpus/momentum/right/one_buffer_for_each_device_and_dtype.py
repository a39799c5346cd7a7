class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr; self.momentum = momentum; self.state = {}

        sizes=[p.numel() for p in self.params]
        self.v=[]
        for d in {(p.device,p.dtype) for p in self.params}:
            pass
        self.buf={}
        for d in {(p.device,p.dtype) for p in self.params}:
            n=sum(p.numel() for p in self.params if (p.device,p.dtype)==d)
            self.buf[d]=torch.zeros(n,device=d[0],dtype=d[1]); 
        at={}
        for p in self.params:
            d=(p.device,p.dtype); a=at.get(d,0); at[d]=a+p.numel()
            self.v.append(self.buf[d][a:a+p.numel()].view(p.shape))
    def step(self):
        for p,v in zip(self.params,self.v):
            if p.grad is not None:
                v.mul_(self.momentum).add_(p.grad.detach()); p.data.add_(v,alpha=-self.lr)
