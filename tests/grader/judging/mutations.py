"""One mistake at a time in a right answer: what is replaced by what, and the names that the grader gives it."""
# ruff: noqa: E501

BASES = {
    "lion": """class Lion(Optimizer):
    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params)
        self.lr, self.betas, self.weight_decay = lr, betas, weight_decay
        self.m = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for p, m in zip(self.params, self.m):
            if p.grad is None:
                continue
            g = p.grad
            c = b1 * m + (1 - b1) * g
            p.mul_(1 - self.lr * self.weight_decay)
            p.sub_(self.lr * torch.sign(c))
            m.mul_(b2).add_(g, alpha=1 - b2)
""",
    "adamw": """class AdamW(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr, self.betas, self.eps, self.weight_decay = lr, betas, eps, weight_decay
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]
        self.t = [0] * len(self.params)

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for i, p in enumerate(self.params):
            if p.grad is None:
                continue
            g = p.grad
            self.t[i] += 1
            t, m, v = self.t[i], self.m[i], self.v[i]
            p.mul_(1 - self.lr * self.weight_decay)
            m.mul_(b1).add_(g, alpha=1 - b1)
            v.mul_(b2).addcmul_(g, g, value=1 - b2)
            mh = m / (1 - b1 ** t)
            vh = v / (1 - b2 ** t)
            p.sub_(self.lr * mh / (vh.sqrt() + self.eps))
""",
    "adam_l2": """class AdamL2(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr, self.betas, self.eps, self.weight_decay = lr, betas, eps, weight_decay
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]
        self.t = [0] * len(self.params)

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for i, p in enumerate(self.params):
            if p.grad is None:
                continue
            g = p.grad + self.weight_decay * p
            self.t[i] += 1
            t, m, v = self.t[i], self.m[i], self.v[i]
            m.mul_(b1).add_(g, alpha=1 - b1)
            v.mul_(b2).addcmul_(g, g, value=1 - b2)
            mh = m / (1 - b1 ** t)
            vh = v / (1 - b2 ** t)
            p.sub_(self.lr * mh / (vh.sqrt() + self.eps))
""",
}

# By task and mistake: the names, then pairs of old and new.
MUTATIONS = {
    "lion": {
        'float32 memory': ([], [('torch.zeros_like(p)', 'torch.zeros_like(p, dtype=torch.float32)')]),
        'float16 memory': ([], [('torch.zeros_like(p)', 'torch.zeros_like(p, dtype=torch.float16)')]),
        'bfloat16 memory': ([], [('torch.zeros_like(p)', 'torch.zeros_like(p, dtype=torch.bfloat16)')]),
        'memory rounded': ([], [('            m.mul_(b2).add_(g, alpha=1 - b2)\n', '            m.mul_(b2).add_(g, alpha=1 - b2)\n            m.copy_(m.round(decimals=4))\n')]),
        'memory starts at ones': (['memory_starts_at_one'], [('zeros_like', 'ones_like')]),
        'memory starts small': ([], [('torch.zeros_like(p)', 'torch.full_like(p, 1e-8)')]),
        'eps in sign': (['sign_by_division'], [('torch.sign(c)', 'c / (c.abs() + 1e-8)')]),
        'softsign': (['softsign_in_the_place_of_sign'], [('torch.sign(c)', 'c / (c.abs() + 1)')]),
        'sign by threshold': ([], [('torch.sign(c)', 'torch.where(c.abs() < 1e-6, torch.zeros_like(c), torch.sign(c))')]),
        'decay coupled to sign': (['decay_inside_sign'], [('self.lr * torch.sign(c)', 'self.lr * torch.sign(c + self.weight_decay * p)'), ('            p.mul_(1 - self.lr * self.weight_decay)\n', '')]),
        'decay uses new p': (['decay_after_the_step'], [('            p.mul_(1 - self.lr * self.weight_decay)\n            p.sub_(self.lr * torch.sign(c))\n', '            p.sub_(self.lr * torch.sign(c))\n            p.mul_(1 - self.lr * self.weight_decay)\n')]),
        'decay missing': (['no_decay'], [('            p.mul_(1 - self.lr * self.weight_decay)\n', '')]),
        'decay without lr': (['decay_without_lr'], [('1 - self.lr * self.weight_decay', '1 - self.weight_decay')]),
        'decay only if grad nonzero': ([], [('            p.mul_(1 - self.lr * self.weight_decay)\n', '            if g.any():\n                p.mul_(1 - self.lr * self.weight_decay)\n')]),
        'decay only where grad': (['decay_only_under_a_gradient'], [('            p.mul_(1 - self.lr * self.weight_decay)\n', '            p.mul_(1 - self.lr * self.weight_decay * (g != 0).to(p.dtype))\n')]),
        'decay for None': (['decay_without_gradient'], [('            if p.grad is None:\n                continue\n', '            if p.grad is None:\n                p.mul_(1 - self.lr * self.weight_decay)\n                continue\n')]),
        'decay hard-coded 0.01': (['weight_decay_always_0.01'], [('self.weight_decay)\n            p.sub', '0.01)\n            p.sub')]),
        'beta1 hard': (['beta1_hard_coded'], [('b1, b2 = self.betas', 'b1, b2 = 0.9, self.betas[1]')]),
        'beta2 hard': (['beta2_hard_coded'], [('b1, b2 = self.betas', 'b1, b2 = self.betas[0], 0.99')]),
        'betas 0.9 0.999': (['betas_always_0.9_0.999'], [('b1, b2 = self.betas', 'b1, b2 = 0.9, 0.999')]),
        'betas swapped': (['betas_swapped'], [('b1, b2 = self.betas', 'b2, b1 = self.betas')]),
        'stores c': (['memory_with_beta1'], [('m.mul_(b2).add_(g, alpha=1 - b2)', 'm.copy_(c)')]),
        'in-place blend: memory decayed by b1 first': (['blend_written_into_the_memory'], [('c = b1 * m + (1 - b1) * g', 'c = m.mul_(b1).add_(g, alpha=1 - b1)')]),
        'm updated w b2 in place of c then again': (['memory_fades_for_the_blend'], [('c = b1 * m + (1 - b1) * g', 'c = b1 * m.mul_(b2) + (1 - b1) * g')]),
        'sign of gradient + memory sign': ([], [('torch.sign(c)', 'torch.sign(b1 * torch.sign(m) + (1 - b1) * torch.sign(g))')]),
        'uphill': (['uphill'], [('p.sub_', 'p.add_')]),
        'bias correction of the memory': ([], [('c = b1 * m + (1 - b1) * g', "self.t = getattr(self,'t',{}); self.t[id(p)] = self.t.get(id(p),0)+1; c = b1 * m / max(1 - b2 ** (self.t[id(p)]-1), 1e-12) + (1 - b1) * g")]),
        'lr times sqrt': (['root_of_lr'], [('self.lr * torch.sign(c)', 'self.lr ** 0.5 * torch.sign(c)')]),
        'first memory is gradient': ([], [('            c = b1', '            if not m.any(): m.copy_(g)\n            c = b1')]),
        'memory not averaged': (['gradient_counts_whole_in_memory'], [('add_(g, alpha=1 - b2)', 'add_(g)')]),
        'blend b1*m+g': (['gradient_counts_whole_in_blend'], [('(1 - b1) * g', 'g')]),
        'c = b1*g + (1-b1)*m': (['weights_of_blend_swapped'], [('b1 * m + (1 - b1) * g', 'b1 * g + (1 - b1) * m')]),
        'one memory for all same shape': (['one_state_for_all'], [('[torch.zeros_like(p) for p in self.params]', '[torch.zeros_like(self.params[0])] * len(self.params)')]),
        'memory fades on None': (['none_fades_the_state'], [('            if p.grad is None:\n                continue\n', '            if p.grad is None:\n                m.mul_(b2)\n                continue\n')]),
        'memory reset on None': (['none_forgets_the_state'], [('            if p.grad is None:\n                continue\n', '            if p.grad is None:\n                m.zero_()\n                continue\n')]),
        'None as zero': (['none_is_zero'], [('            if p.grad is None:\n                continue\n            g = p.grad\n', '            g = torch.zeros_like(p) if p.grad is None else p.grad\n')]),
        'skip zero': (['zero_is_none'], [('if p.grad is None:', 'if p.grad is None or not p.grad.any():')]),
        'lr stored': (['step_with_the_first_lr'], [('self.lr, self.betas, self.weight_decay = lr,', 'self.lr, self.eta, self.betas, self.weight_decay = lr, lr,'), ('self.lr * torch.sign', 'self.eta * torch.sign')]),
        'lr stored for decay only': (['decay_with_the_first_lr'], [('self.lr, self.betas, self.weight_decay = lr,', 'self.lr, self.eta, self.betas, self.weight_decay = lr, lr,'), ('1 - self.lr *', '1 - self.eta *')]),
        'lr stored both': (['hyperparameters_read_once'], [('self.lr, self.betas, self.weight_decay = lr,', 'self.lr, self.eta, self.betas, self.weight_decay = lr, lr,'), ('self.lr * torch.sign', 'self.eta * torch.sign'), ('1 - self.lr *', '1 - self.eta *')]),
        'sign(mean)': (['mean_of_the_gradient'], [('torch.sign(c)', 'torch.sign(c.mean() if c.numel() else c)')]),
        'clips gradient': (['gradient_clipped'], [('g = p.grad\n', 'g = p.grad.clamp(-1, 1)\n')]),
        'normalizes gradient': (['gradient_normalized'], [('g = p.grad\n', 'g = p.grad / (p.grad.norm() + 1e-8)\n')]),
        'grad in place': (['gradients_modified'], [('g = p.grad\n', 'g = p.grad.mul_(1.0 - b1).div_(1.0 - b1 + 1e-3)\n')]),
        'memory aliases grad': (['gradients_modified'], [('            m.mul_(b2).add_(g, alpha=1 - b2)\n', '            m.mul_(b2).add_(g.mul_(1 - b2))\n')]),
        'class state': (['state_shared_by_all_optimizers'], [('        self.m = [torch.zeros_like(p) for p in self.params]\n', "        if not hasattr(Lion, 'm'): Lion.m = [torch.zeros_like(p) for p in self.params]\n")]),
        'update clipped decays': ([], [('1 - self.lr * self.weight_decay', 'max(0, 1 - self.lr * self.weight_decay * 10)')]),
        'decay by lr*wd/lr': ([], [('1 - self.lr * self.weight_decay', '1 - self.lr * self.weight_decay / 0.0123')]),
        'decay first then sign with decayed grads': (['l2_in_the_place_of_decay'], [('g = p.grad\n', 'g = p.grad + self.weight_decay * p\n'), ('            p.mul_(1 - self.lr * self.weight_decay)\n', '')]),
        'history': (['state_grows'], [('            m.mul_', "            self.h = getattr(self,'h',[]) + [c]\n            m.mul_")]),
    },
    "adamw": {
        'float32 m': (['state_of_float32'], [('self.m = [torch.zeros_like(p)', 'self.m = [torch.zeros_like(p, dtype=torch.float32)')]),
        'float32 v': (['state_of_float32'], [('self.v = [torch.zeros_like(p)', 'self.v = [torch.zeros_like(p, dtype=torch.float32)')]),
        'decay in gradient': (['l2_in_the_place_of_decay'], [('g = p.grad\n', 'g = p.grad + self.weight_decay * p\n'), ('            p.mul_(1 - self.lr * self.weight_decay)\n', '')]),
        'decay in gradient times lr': (['small_l2_in_the_place_of_decay'], [('g = p.grad\n', 'g = p.grad + self.lr * self.weight_decay * p\n'), ('            p.mul_(1 - self.lr * self.weight_decay)\n', '')]),
        'decay after': (['decay_after_the_step'], [('            p.mul_(1 - self.lr * self.weight_decay)\n', ''), ('+ self.eps))\n', '+ self.eps))\n            p.mul_(1 - self.lr * self.weight_decay)\n')]),
        'decay without lr': (['decay_without_lr'], [('1 - self.lr * self.weight_decay', '1 - self.weight_decay')]),
        'decay grows': (['decay_makes_weights_grow'], [('1 - self.lr * self.weight_decay', '1 + self.lr * self.weight_decay')]),
        'decay missing': (['no_decay'], [('            p.mul_(1 - self.lr * self.weight_decay)\n', '')]),
        'decay in m only': (['decay_only_in_v'], [('            p.mul_(1 - self.lr * self.weight_decay)\n', ''), ('add_(g, alpha=1 - b1)', 'add_(g + self.weight_decay * p, alpha=1 - b1)')]),
        'decay inside the step, which is the same': (None, [('            p.mul_(1 - self.lr * self.weight_decay)\n', ''), ('self.lr * mh / (vh.sqrt() + self.eps)', 'self.lr * (mh / (vh.sqrt() + self.eps) + self.weight_decay * p)')]),
        'decay added to mh': (['decay_divided_by_the_root'], [('            p.mul_(1 - self.lr * self.weight_decay)\n', ''), ('mh = m / (1 - b1 ** t)', 'mh = m / (1 - b1 ** t) + self.weight_decay * p')]),
        'decay to m after average stored': ([], [('            p.mul_(1 - self.lr * self.weight_decay)\n', '            m.add_(p, alpha=self.weight_decay)\n')]),
        'decay None': (['decay_without_gradient'], [('            if p.grad is None:\n                continue\n', '            if p.grad is None:\n                p.mul_(1 - self.lr * self.weight_decay)\n                continue\n')]),
        'decay default': (['weight_decay_hard_coded'], [('self.weight_decay)\n            m.mul_', '0.01)\n            m.mul_')]),
        'decay only first step': (['decay_in_the_first_step_only'], [('            p.mul_(1 - self.lr * self.weight_decay)\n', '            if t == 1: p.mul_(1 - self.lr * self.weight_decay)\n')]),
        'decay not 1st step': (['decay_left_out_in_the_first_step'], [('            p.mul_(1 - self.lr * self.weight_decay)\n', '            if t > 1: p.mul_(1 - self.lr * self.weight_decay)\n')]),
        'decay of gradient': (['decay_of_the_gradient'], [('            p.mul_(1 - self.lr * self.weight_decay)\n', '            p.sub_(self.lr * self.weight_decay * g)\n')]),
        'decay not for 1-d': (['decay_spares_vectors'], [('            p.mul_(1 - self.lr * self.weight_decay)\n', '            if p.dim() > 1: p.mul_(1 - self.lr * self.weight_decay)\n')]),
        'decay not for scalars': (['decay_spares_numbers'], [('            p.mul_(1 - self.lr * self.weight_decay)\n', '            if p.dim() > 0: p.mul_(1 - self.lr * self.weight_decay)\n')]),
        'decay stored lr': (['decay_with_the_first_lr'], [('self.t = [0]', 'self.lr0 = lr\n        self.t = [0]'), ('1 - self.lr *', '1 - self.lr0 *')]),
        'step stored lr': (['step_with_the_first_lr'], [('self.t = [0]', 'self.lr0 = lr\n        self.t = [0]'), ('self.lr * mh', 'self.lr0 * mh')]),
        'decay factor computed in constructor': (['decay_with_the_first_lr'], [('self.t = [0]', 'self.f = 1 - lr * weight_decay\n        self.t = [0]'), ('1 - self.lr * self.weight_decay', 'self.f')]),
        'decay twice': (['decay_taken_twice'], [('            p.mul_(1 - self.lr * self.weight_decay)\n', '            p.mul_(1 - self.lr * self.weight_decay)\n            p.mul_(1 - self.lr * self.weight_decay)\n')]),
        'decay exp': (['decay_exponential'], [('1 - self.lr * self.weight_decay', '2.718281828459045 ** (-self.lr * self.weight_decay)')]),
        'decay 1/(1+)': (['decay_by_division'], [('p.mul_(1 - self.lr * self.weight_decay)', 'p.div_(1 + self.lr * self.weight_decay)')]),
        'decay lr corrected': (['decay_with_the_step_size'], [('1 - self.lr * self.weight_decay', '1 - self.lr / (1 - b1 ** t) * self.weight_decay')]),
        'wd by norm': (['decay_of_unit_length'], [('            p.mul_(1 - self.lr * self.weight_decay)\n', '            p.sub_(self.lr * self.weight_decay * p / (p.norm() + 1e-8))\n')]),
        'decay squared': (['decay_share_squared'], [('1 - self.lr * self.weight_decay', '1 - (self.lr * self.weight_decay) ** 2')]),
        'decay wd squared': (['decay_with_lambda_squared'], [('1 - self.lr * self.weight_decay', '1 - self.lr * self.weight_decay ** 2')]),
        'decay lr**2': (['decay_with_lr_squared'], [('1 - self.lr * self.weight_decay', '1 - self.lr ** 2 * self.weight_decay')]),
        'weights replaced by decay': (['only_the_decay_is_left'], [('p.mul_(1 - self.lr', 'p.mul_(self.lr')]),
        'shared counter': (['counter_inside_the_loop'], [('self.t = [0] * len(self.params)', 'self.t = 0'), ('            self.t[i] += 1\n            t, m, v = self.t[i],', '            self.t += 1\n            t, m, v = self.t,')]),
        'global counter once': (['one_counter_for_all'], [('self.t = [0] * len(self.params)', 'self.t = 0'), ('        b1, b2 = self.betas\n', '        b1, b2 = self.betas\n        self.t += 1\n'), ('            self.t[i] += 1\n            t, m, v = self.t[i],', '            t, m, v = self.t,')]),
        'amsgrad': (['amsgrad', 'state_too_large'], [('vh = v / (1 - b2 ** t)', "self.x = getattr(self,'x',{}); self.x[i] = torch.maximum(self.x.get(i, torch.zeros_like(v)), v); vh = self.x[i] / (1 - b2 ** t)")]),
        'eps in root': (['eps_inside_root'], [('vh.sqrt() + self.eps', '(vh + self.eps).sqrt()')]),
        'eps before corr': (['eps_before_correction'], [('self.lr * mh / (vh.sqrt() + self.eps)', 'self.lr * mh * (1 - b2 ** t) ** .5 / (v.sqrt() + self.eps)')]),
        'no corr': (['no_bias_correction'], [('mh = m / (1 - b1 ** t)', 'mh = m'), ('vh = v / (1 - b2 ** t)', 'vh = v')]),
        'm corrected in place': (['correction_of_v_stored'], [('mh = m / (1 - b1 ** t)', 'mh = m.div_(1 - b1 ** t)')]),
        'v corrected in place': (['correction_of_G_stored'], [('vh = v / (1 - b2 ** t)', 'vh = v.div_(1 - b2 ** t)')]),
        'root taken in place of a copy': (None, [('vh.sqrt()', 'vh.sqrt_()')]),
        'sqrt of v in place': (['root_stored'], [('self.lr * mh / (vh.sqrt() + self.eps)', 'self.lr * mh / (v.sqrt_() / (1 - b2 ** t) ** .5 + self.eps)')]),
        'none fades': (['none_fades_the_state'], [('            if p.grad is None:\n                continue\n', '            if p.grad is None:\n                self.m[i].mul_(b1); self.v[i].mul_(b2)\n                continue\n')]),
        'none counts': (['one_counter_for_all'], [('            if p.grad is None:\n                continue\n', '            if p.grad is None:\n                self.t[i] += 1\n                continue\n')]),
        't from zero div': (['counter_one_behind'], [('            self.t[i] += 1\n            t, m, v = self.t[i],', '            self.t[i] += 1\n            t, m, v = self.t[i] - 1,')]),
        'decay and no corr': (['decay_without_lr', 'no_bias_correction'], [('1 - self.lr * self.weight_decay', '1 - self.weight_decay'), ('mh = m / (1 - b1 ** t)', 'mh = m'), ('vh = v / (1 - b2 ** t)', 'vh = v')]),
        'decay after and eps in root': (['decay_after_the_step', 'eps_inside_root'], [('            p.mul_(1 - self.lr * self.weight_decay)\n', ''), ('(vh.sqrt() + self.eps))\n', '(vh + self.eps).sqrt())\n            p.mul_(1 - self.lr * self.weight_decay)\n')]),
    },
    "adam_l2": {
        'no decay': (['no_decay'], [('p.grad + self.weight_decay * p', 'p.grad')]),
        'decoupled': (['decoupled'], [('p.grad + self.weight_decay * p', 'p.grad'), ('            m.mul_', '            p.mul_(1 - self.lr * self.weight_decay)\n            m.mul_')]),
        'decoupled after': (['decoupled_after_the_step'], [('p.grad + self.weight_decay * p', 'p.grad'), ('+ self.eps))\n', '+ self.eps))\n            p.mul_(1 - self.lr * self.weight_decay)\n')]),
        'decoupled in update': (['decoupled'], [('p.grad + self.weight_decay * p', 'p.grad'), ('self.lr * mh / (vh.sqrt() + self.eps)', 'self.lr * (mh / (vh.sqrt() + self.eps) + self.weight_decay * p)')]),
        'penalty norm': (['penalty_of_the_length'], [('self.weight_decay * p\n', 'self.weight_decay * p.norm()\n')]),
        'penalty unit': (['penalty_of_unit_length'], [('self.weight_decay * p\n', 'self.weight_decay * p / (p.norm() + 1e-8)\n')]),
        'penalty halves': (['penalty_halved'], [('self.weight_decay * p\n', 'self.weight_decay / 2 * p\n')]),
        'penalty double': (['penalty_doubled'], [('self.weight_decay * p\n', '2 * self.weight_decay * p\n')]),
        'penalty subtracted': (['penalty_subtracted'], [('p.grad + self', 'p.grad - self')]),
        'penalty sum': (['penalty_of_the_sum'], [('self.weight_decay * p\n', 'self.weight_decay * p.sum()\n')]),
        'penalty wd only': (['penalty_without_the_weight'], [('self.weight_decay * p\n', 'self.weight_decay\n')]),
        'penalty wd squared': (['lambda_squared'], [('self.weight_decay * p\n', 'self.weight_decay ** 2 * p\n')]),
        'in m only': (['decay_only_in_v'], [('g = p.grad + self.weight_decay * p\n', 'g = p.grad\n'), ('add_(g, alpha=1 - b1)', 'add_(g + self.weight_decay * p, alpha=1 - b1)')]),
        'in v only': (['decay_only_in_G'], [('g = p.grad + self.weight_decay * p\n', 'g = p.grad\n'), ('addcmul_(g, g, value', 'addcmul_(g + self.weight_decay * p, g + self.weight_decay * p, value')]),
        'after averages (mh)': (['decay_past_the_averages'], [('g = p.grad + self.weight_decay * p\n', 'g = p.grad\n'), ('mh = m / (1 - b1 ** t)', 'mh = m / (1 - b1 ** t) + self.weight_decay * p')]),
        'after averages uncorrected': (['decay_corrected_with_v'], [('g = p.grad + self.weight_decay * p\n', 'g = p.grad\n'), ('mh = m / (1 - b1 ** t)', 'mh = (m + self.weight_decay * p) / (1 - b1 ** t)')]),
        'm only weighted': (['decay_whole_in_v'], [('g = p.grad + self.weight_decay * p\n', 'g = p.grad\n'), ('            v.mul_', '            m.add_(p, alpha=self.weight_decay)\n            v.mul_')]),
        'in place +=': (['decay_written_into_the_gradient', 'gradients_modified'], [('g = p.grad + self.weight_decay * p\n', 'g = p.grad\n            g += self.weight_decay * p\n')]),
        'shared wd default': (['weight_decay_hard_coded'], [('self.weight_decay * p\n', '0.01 * p\n')]),
        'only 2d': (['penalty_spares_vectors'], [('g = p.grad + self.weight_decay * p\n', 'g = p.grad + (self.weight_decay * p if p.dim() > 1 else 0)\n')]),
        'only first': ([], [('g = p.grad + self.weight_decay * p\n', 'g = p.grad + (self.weight_decay * p if self.t[i] == 0 else 0)\n')]),
        'initial weights': (['state_too_large'], [('self.t = [0]', 'self.w0 = [p.detach().clone() for p in self.params]\n        self.t = [0]'), ('self.weight_decay * p\n', 'self.weight_decay * (p - self.w0[i])\n')]),
        'none as zero': (['none_is_zero'], [('            if p.grad is None:\n                continue\n            g = p.grad +', '            g = (0 if p.grad is None else p.grad) +')]),
        'L2 and decoupled decay': (['decayed_twice'], [('            m.mul_', '            p.mul_(1 - self.lr * self.weight_decay)\n            m.mul_')]),
        'penalty only where grad': (['penalty_under_a_gradient'], [('self.weight_decay * p\n', 'self.weight_decay * p * (p.grad != 0)\n')]),
        'η in the penalty': (['lr_in_the_penalty'], [('self.weight_decay * p\n', 'self.lr * self.weight_decay * p\n')]),
        'λ over η': (['penalty_over_lr'], [('self.weight_decay * p\n', 'self.weight_decay / self.lr * p\n')]),
        "L1's gradient": (['l1_in_the_place_of_l2'], [('self.weight_decay * p\n', 'self.weight_decay * p.sign()\n')]),
        'penalty itself in place of its gradient': (['weight_squared'], [('self.weight_decay * p\n', 'self.weight_decay * p ** 2\n')]),
        'λ times the gradient': (['gradient_shrunk'], [('self.weight_decay * p\n', 'self.weight_decay * p.grad\n')]),
        'gradient weighted by 1 − λ': (['gradient_and_weights_mixed'], [('p.grad + self.weight_decay * p', '(1 - self.weight_decay) * p.grad + self.weight_decay * p')]),
    },
}
