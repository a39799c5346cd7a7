BEGIN TRANSACTION;
CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL);
INSERT INTO "alembic_version" VALUES('e43177bfe90b');
CREATE TABLE assignment (
	id VARCHAR(32) NOT NULL, 
	name VARCHAR(128) NOT NULL, 
	duedate DATETIME, 
	course_id VARCHAR(128) NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (name), 
	FOREIGN KEY(course_id) REFERENCES course (id)
);
INSERT INTO "assignment" VALUES('1add59d09e3e4b0cac884990987bacbd','momentum',NULL,'step-by-step');
CREATE TABLE base_cell (
	id VARCHAR(32) NOT NULL, 
	name VARCHAR(128) NOT NULL, 
	notebook_id VARCHAR(32) NOT NULL, 
	type VARCHAR(50), 
	PRIMARY KEY (id), 
	UNIQUE (name, notebook_id, type), 
	FOREIGN KEY(notebook_id) REFERENCES notebook (id)
);
INSERT INTO "base_cell" VALUES('95a91d3a27ce44ae89e3ce55449d4abd','momentum-first_step','3fde5f7de51f483d91790dfd2f3ef0cf','GradeCell');
INSERT INTO "base_cell" VALUES('e30b2d89f9c445b9a949e923a497decb','momentum-long_run','3fde5f7de51f483d91790dfd2f3ef0cf','GradeCell');
INSERT INTO "base_cell" VALUES('2edcecf490eb4673ad23d8497f36827c','momentum-hyperparameters','3fde5f7de51f483d91790dfd2f3ef0cf','GradeCell');
INSERT INTO "base_cell" VALUES('4c5922a9b8b2468bb9888557c43a77f3','momentum-changing_lr','3fde5f7de51f483d91790dfd2f3ef0cf','GradeCell');
INSERT INTO "base_cell" VALUES('958012f29ab64a609100b87581c37056','momentum-several_parameters','3fde5f7de51f483d91790dfd2f3ef0cf','GradeCell');
INSERT INTO "base_cell" VALUES('e55e0594ef0c4db48c4887d6579003cd','momentum-none_gradients','3fde5f7de51f483d91790dfd2f3ef0cf','GradeCell');
INSERT INTO "base_cell" VALUES('bb001c8c46ce49ab8addac138c5f86ef','momentum-two_optimizers','3fde5f7de51f483d91790dfd2f3ef0cf','GradeCell');
INSERT INTO "base_cell" VALUES('85bf588eaeb44f34816882ad300ea02c','momentum-in_place','3fde5f7de51f483d91790dfd2f3ef0cf','GradeCell');
INSERT INTO "base_cell" VALUES('216be6ed17a1433f9b0e9034fa9fc982','momentum-dtypes','3fde5f7de51f483d91790dfd2f3ef0cf','GradeCell');
INSERT INTO "base_cell" VALUES('43f06208f887429ba2553626a7adf83f','momentum-device','3fde5f7de51f483d91790dfd2f3ef0cf','GradeCell');
INSERT INTO "base_cell" VALUES('92b851600845483095064828ee5e4974','momentum-state_size','3fde5f7de51f483d91790dfd2f3ef0cf','GradeCell');
INSERT INTO "base_cell" VALUES('916f4d73631b492b9df1d8bd3865b43f','momentum-solution','3fde5f7de51f483d91790dfd2f3ef0cf','SolutionCell');
CREATE TABLE comment (
	id VARCHAR(32) NOT NULL, 
	notebook_id VARCHAR(32), 
	cell_id VARCHAR(32), 
	auto_comment TEXT, 
	manual_comment TEXT, 
	PRIMARY KEY (id), 
	UNIQUE (cell_id, notebook_id), 
	FOREIGN KEY(notebook_id) REFERENCES submitted_notebook (id), 
	FOREIGN KEY(cell_id) REFERENCES base_cell (id)
);
INSERT INTO "comment" VALUES('5b437acb8e1b41d29c9cc5adb2c2332e','9851df17456242c09f193fe21cf18ba4','916f4d73631b492b9df1d8bd3865b43f',NULL,NULL);
INSERT INTO "comment" VALUES('b62a3c1cb2a0447d86d4a8c137358006','0ca4e11db2bb4ac691380e4b57b11b99','916f4d73631b492b9df1d8bd3865b43f',NULL,NULL);
INSERT INTO "comment" VALUES('f27b57a257624297a1678f216ba03041','8f63d30536a64ef58f8f2c747de6495a','916f4d73631b492b9df1d8bd3865b43f',NULL,NULL);
CREATE TABLE course (
	id VARCHAR(128) NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (id)
);
INSERT INTO "course" VALUES('step-by-step');
INSERT INTO "course" VALUES('default_course');
CREATE TABLE grade (
	id VARCHAR(32) NOT NULL, 
	notebook_id VARCHAR(32), 
	cell_id VARCHAR(32), 
	auto_score FLOAT, 
	manual_score FLOAT, 
	extra_credit FLOAT, 
	needs_manual_grade BOOLEAN NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (cell_id, notebook_id), 
	FOREIGN KEY(notebook_id) REFERENCES submitted_notebook (id), 
	FOREIGN KEY(cell_id) REFERENCES base_cell (id)
);
INSERT INTO "grade" VALUES('999fcc4b48844af381ea8861ecbf99da','9851df17456242c09f193fe21cf18ba4','95a91d3a27ce44ae89e3ce55449d4abd',1.0,NULL,NULL,0);
INSERT INTO "grade" VALUES('412c25f28ca54688a68cd431c16a00b3','9851df17456242c09f193fe21cf18ba4','e30b2d89f9c445b9a949e923a497decb',1.0,NULL,NULL,0);
INSERT INTO "grade" VALUES('d41ac4e6c4ba4268be25f20df6fcadbb','9851df17456242c09f193fe21cf18ba4','2edcecf490eb4673ad23d8497f36827c',1.0,NULL,NULL,0);
INSERT INTO "grade" VALUES('8a917cc3e1434936a6d397649d5657c4','9851df17456242c09f193fe21cf18ba4','4c5922a9b8b2468bb9888557c43a77f3',1.0,NULL,NULL,0);
INSERT INTO "grade" VALUES('898c72f1e4774d25bdf005893eefc3f5','9851df17456242c09f193fe21cf18ba4','958012f29ab64a609100b87581c37056',1.0,NULL,NULL,0);
INSERT INTO "grade" VALUES('a48dbda7682d4feebc21998c9c46c815','9851df17456242c09f193fe21cf18ba4','e55e0594ef0c4db48c4887d6579003cd',2.0,NULL,NULL,0);
INSERT INTO "grade" VALUES('7b3de29744404be1a1b7270d34804c34','9851df17456242c09f193fe21cf18ba4','bb001c8c46ce49ab8addac138c5f86ef',0.5,NULL,NULL,0);
INSERT INTO "grade" VALUES('a228e62bd8b5428793424917eee37f78','9851df17456242c09f193fe21cf18ba4','85bf588eaeb44f34816882ad300ea02c',1.0,NULL,NULL,0);
INSERT INTO "grade" VALUES('a405130e300e49d5ac6be90040947b14','9851df17456242c09f193fe21cf18ba4','216be6ed17a1433f9b0e9034fa9fc982',0.5,NULL,NULL,0);
INSERT INTO "grade" VALUES('15ee88786a8c4ab1ad8e2e449a416d22','9851df17456242c09f193fe21cf18ba4','43f06208f887429ba2553626a7adf83f',0.5,NULL,NULL,0);
INSERT INTO "grade" VALUES('50a93f07a3504b58aad3486ac96304a6','9851df17456242c09f193fe21cf18ba4','92b851600845483095064828ee5e4974',0.5,NULL,NULL,0);
INSERT INTO "grade" VALUES('52e29cfdf6f84cb4ab8c7b7bf14a7f4f','0ca4e11db2bb4ac691380e4b57b11b99','95a91d3a27ce44ae89e3ce55449d4abd',0.0,NULL,NULL,0);
INSERT INTO "grade" VALUES('169dd2c373ae4fef80b2b2bdf2261a3c','0ca4e11db2bb4ac691380e4b57b11b99','e30b2d89f9c445b9a949e923a497decb',0.0,NULL,NULL,0);
INSERT INTO "grade" VALUES('4c3651f4b3704f43b35dbd87419608ca','0ca4e11db2bb4ac691380e4b57b11b99','2edcecf490eb4673ad23d8497f36827c',0.0,NULL,NULL,0);
INSERT INTO "grade" VALUES('684b9824f4bd446789466a676a7eee0f','0ca4e11db2bb4ac691380e4b57b11b99','4c5922a9b8b2468bb9888557c43a77f3',0.0,NULL,NULL,0);
INSERT INTO "grade" VALUES('795c9c9d622b4252b24b3592f8682bfe','0ca4e11db2bb4ac691380e4b57b11b99','958012f29ab64a609100b87581c37056',1.0,NULL,NULL,0);
INSERT INTO "grade" VALUES('f7372d0e186c4a72b34922307b9f929c','0ca4e11db2bb4ac691380e4b57b11b99','e55e0594ef0c4db48c4887d6579003cd',2.0,NULL,NULL,0);
INSERT INTO "grade" VALUES('961fa071c2ea4762a105d853d03f1098','0ca4e11db2bb4ac691380e4b57b11b99','bb001c8c46ce49ab8addac138c5f86ef',0.5,NULL,NULL,0);
INSERT INTO "grade" VALUES('206611c2eeb447ecb05bae904f920400','0ca4e11db2bb4ac691380e4b57b11b99','85bf588eaeb44f34816882ad300ea02c',1.0,NULL,NULL,0);
INSERT INTO "grade" VALUES('8956bb1478d845fe9fc48810f30a5ee5','0ca4e11db2bb4ac691380e4b57b11b99','216be6ed17a1433f9b0e9034fa9fc982',0.5,NULL,NULL,0);
INSERT INTO "grade" VALUES('d1b08d53aba946b8a97e05036abc9059','0ca4e11db2bb4ac691380e4b57b11b99','43f06208f887429ba2553626a7adf83f',0.5,NULL,NULL,0);
INSERT INTO "grade" VALUES('f8d3bd1a546749b2a52184cbc61755c6','0ca4e11db2bb4ac691380e4b57b11b99','92b851600845483095064828ee5e4974',0.5,NULL,NULL,0);
INSERT INTO "grade" VALUES('f6033e54c46b4f54bfde7fdb8d56c9e5','8f63d30536a64ef58f8f2c747de6495a','95a91d3a27ce44ae89e3ce55449d4abd',0.0,NULL,NULL,0);
INSERT INTO "grade" VALUES('837922d8a9dc4be19c407fa8d1db5c1b','8f63d30536a64ef58f8f2c747de6495a','e30b2d89f9c445b9a949e923a497decb',0.0,NULL,NULL,0);
INSERT INTO "grade" VALUES('9e9439a3339749b3a26ab361963c5192','8f63d30536a64ef58f8f2c747de6495a','2edcecf490eb4673ad23d8497f36827c',0.0,NULL,NULL,0);
INSERT INTO "grade" VALUES('559a4132134348378ee14bc718b87003','8f63d30536a64ef58f8f2c747de6495a','4c5922a9b8b2468bb9888557c43a77f3',0.0,NULL,NULL,0);
INSERT INTO "grade" VALUES('8492d4bf4f6748388af4ae7d5be56d07','8f63d30536a64ef58f8f2c747de6495a','958012f29ab64a609100b87581c37056',0.0,NULL,NULL,0);
INSERT INTO "grade" VALUES('94a02cb1ae72489db2c1e47a255f87b1','8f63d30536a64ef58f8f2c747de6495a','e55e0594ef0c4db48c4887d6579003cd',0.0,NULL,NULL,0);
INSERT INTO "grade" VALUES('c3ff2a46028e4c439732b29f427c7ef0','8f63d30536a64ef58f8f2c747de6495a','bb001c8c46ce49ab8addac138c5f86ef',0.0,NULL,NULL,0);
INSERT INTO "grade" VALUES('94f7e65233fa4fbeae2604560621b1c5','8f63d30536a64ef58f8f2c747de6495a','85bf588eaeb44f34816882ad300ea02c',0.0,NULL,NULL,0);
INSERT INTO "grade" VALUES('90d53263ed73476380f25ece4cc888ac','8f63d30536a64ef58f8f2c747de6495a','216be6ed17a1433f9b0e9034fa9fc982',0.0,NULL,NULL,0);
INSERT INTO "grade" VALUES('0af46e6a7c844d4683def50ba3fb53f0','8f63d30536a64ef58f8f2c747de6495a','43f06208f887429ba2553626a7adf83f',0.0,NULL,NULL,0);
INSERT INTO "grade" VALUES('f83615f8ed404dbcabf645954401e620','8f63d30536a64ef58f8f2c747de6495a','92b851600845483095064828ee5e4974',0.0,NULL,NULL,0);
CREATE TABLE grade_cells (
	id VARCHAR(32) NOT NULL, 
	max_score FLOAT NOT NULL, 
	cell_type VARCHAR(8) NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(id) REFERENCES base_cell (id)
);
INSERT INTO "grade_cells" VALUES('95a91d3a27ce44ae89e3ce55449d4abd',1.0,'code');
INSERT INTO "grade_cells" VALUES('e30b2d89f9c445b9a949e923a497decb',1.0,'code');
INSERT INTO "grade_cells" VALUES('2edcecf490eb4673ad23d8497f36827c',1.0,'code');
INSERT INTO "grade_cells" VALUES('4c5922a9b8b2468bb9888557c43a77f3',1.0,'code');
INSERT INTO "grade_cells" VALUES('958012f29ab64a609100b87581c37056',1.0,'code');
INSERT INTO "grade_cells" VALUES('e55e0594ef0c4db48c4887d6579003cd',2.0,'code');
INSERT INTO "grade_cells" VALUES('bb001c8c46ce49ab8addac138c5f86ef',0.5,'code');
INSERT INTO "grade_cells" VALUES('85bf588eaeb44f34816882ad300ea02c',1.0,'code');
INSERT INTO "grade_cells" VALUES('216be6ed17a1433f9b0e9034fa9fc982',0.5,'code');
INSERT INTO "grade_cells" VALUES('43f06208f887429ba2553626a7adf83f',0.5,'code');
INSERT INTO "grade_cells" VALUES('92b851600845483095064828ee5e4974',0.5,'code');
CREATE TABLE notebook (
	id VARCHAR(32) NOT NULL, 
	name VARCHAR(128) NOT NULL, 
	assignment_id VARCHAR(32), 
	kernelspec VARCHAR(1024), 
	PRIMARY KEY (id), 
	UNIQUE (name, assignment_id), 
	FOREIGN KEY(assignment_id) REFERENCES assignment (id)
);
INSERT INTO "notebook" VALUES('3fde5f7de51f483d91790dfd2f3ef0cf','momentum','1add59d09e3e4b0cac884990987bacbd','{"display_name": "Python 3", "language": "python", "name": "python3"}');
CREATE TABLE solution_cells (
	id VARCHAR(32) NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(id) REFERENCES base_cell (id)
);
INSERT INTO "solution_cells" VALUES('916f4d73631b492b9df1d8bd3865b43f');
CREATE TABLE source_cell (
	id VARCHAR(32) NOT NULL, 
	name VARCHAR(128) NOT NULL, 
	cell_type VARCHAR(8) NOT NULL, 
	locked BOOLEAN NOT NULL, 
	source TEXT, 
	checksum VARCHAR(128), 
	notebook_id VARCHAR(32), 
	PRIMARY KEY (id), 
	UNIQUE (name, notebook_id), 
	FOREIGN KEY(notebook_id) REFERENCES notebook (id)
);
INSERT INTO "source_cell" VALUES('0908414eb219442781b102dfbfeba994','momentum-title','markdown',1,'# Momentum: write `step()`

You have read how momentum works in the chapter [Momentum](https://example.github.io/step-by-step/book/momentum.html). Now you write the
optimizer itself: the method `step()` that moves the parameters of a model.

**10 points, about 30 minutes.** You need torch and matplotlib, nothing else. The notebook runs on a CPU
and on a GPU, in Jupyter and in Colab.','3a595de0ea5f45c01ff6803718bac16d','3fde5f7de51f483d91790dfd2f3ef0cf');
INSERT INTO "source_cell" VALUES('c2fa732b6b444389a27ab71862ecd1f6','momentum-rule','markdown',1,'## The rule

Every parameter $w$ has a velocity $v$ of the same shape, which is zero before the first step. With the gradient
$g_t$ of this step, the learning rate $\eta$ (`lr`) and $\mu$ (`momentum`):

$$
\begin{aligned}
v_t &= \mu\, v_{t-1} + g_t \\
w_{t+1} &= w_t - \eta\, v_t
\end{aligned}
$$

This is PyTorch''s form: the gradient enters the velocity whole, and $\eta$ comes in at the very end. The chapter says
[why this matters](https://example.github.io/step-by-step/book/momentum.html#momentum-conventions).','3d3c6267c2371f88aaf4154e9bd6af3e','3fde5f7de51f483d91790dfd2f3ef0cf');
INSERT INTO "source_cell" VALUES('6fd428e75097408c97fd5968dde5d72b','momentum-terms','markdown',1,'## What `step()` must do

[The page on `step()`](https://example.github.io/step-by-step/book/step.html) explains these duties one by one.

1. **Update the parameters in place.** The model holds the same tensors; a new tensor under the same name would train nothing.
2. **Skip parameters whose `.grad` is `None`.** They took no part in the loss: neither they nor their velocity change.
   A gradient of zeros is not `None`.
3. **Leave the gradients as they are.** They belong to the caller.
4. **Work for any shape, dtype (float32 and float64) and device.**
5. **Keep no more than the method needs**: one velocity for each parameter.
6. **Read `self.lr` at every step.** A schedule may change `optimizer.lr` at any time.
7. Do not call `torch.optim` or another library''s optimizer: they are not there while your notebook is graded.

You may change the class as you like, as long as its name and its constructor''s arguments stay.','ed6ee30796a702b399e7d490e7563f90','3fde5f7de51f483d91790dfd2f3ef0cf');
INSERT INTO "source_cell" VALUES('f96b5b744243428a9bd264818cab013e','momentum-setup','code',1,'import matplotlib.pyplot as plt
import torch

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
print(f"torch {torch.__version__} on {device}")','895dff6853c239e0fa173ae6b7b90be9','3fde5f7de51f483d91790dfd2f3ef0cf');
INSERT INTO "source_cell" VALUES('05d9748358af42b9a0699741d9017879','momentum-base','code',1,'class Optimizer:
    """What every optimizer shares: the parameters that it moves."""

    def __init__(self, params):
        self.params = list(params)

    def zero_grad(self):
        for p in self.params:
            p.grad = None

    def step(self):
        raise NotImplementedError','3f65c74213949b6947ab5870300c808f','3fde5f7de51f483d91790dfd2f3ef0cf');
INSERT INTO "source_cell" VALUES('ac7eecc20db44a23b3e49befd9cf152c','momentum-your-turn','markdown',1,'## Your turn

`self.state` is an empty dictionary for whatever your optimizer has to remember. Use it, or something else.

Two hints, in case you need them: PyTorch refuses to change a parameter in place while autograd is watching, and
`torch.zeros_like(p)` makes zeros of `p`''s shape, dtype and device.','657196a999f8b9a8e4755b74e1b24783','3fde5f7de51f483d91790dfd2f3ef0cf');
INSERT INTO "source_cell" VALUES('d853cc7332184c44abe00ff80035ff97','momentum-solution','code',0,'class Momentum(Optimizer):
    """Gradient descent with momentum."""

    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.state = {}

    def step(self):
        # Your code here
        raise NotImplementedError','421da68e01a801c5b7f65efb5ea0fd45','3fde5f7de51f483d91790dfd2f3ef0cf');
INSERT INTO "source_cell" VALUES('5962aa8c5f5240989d4804510cf31a8d','momentum-checks','markdown',1,'## Check it by hand

One weight $w = 1$, with $\eta = 0.1$ and $\mu = 0.5$, meets the gradients 1, 2 and 0:

| step | $g$ | $v = 0.5\,v + g$ | $w = w - 0.1\,v$ |
| ---: | ---: | ---: | ---: |
| 1 | 1 | 1 | 1 − 0.1 = **0.9** |
| 2 | 2 | 0.5 + 2 = 2.5 | 0.9 − 0.25 = **0.65** |
| 3 | 0 | 1.25 | 0.65 − 0.125 = **0.525** |

In the third step the gradient is zero, and the weight still moves: that is momentum.','b0807947c8ac660083acb5023e9be068','3fde5f7de51f483d91790dfd2f3ef0cf');
INSERT INTO "source_cell" VALUES('672f53cdd6ec4c3cb36d5b747146c3f8','momentum-visible-helper','code',1,'def expect(step, parameter, tensor, wanted):
    """Compare a parameter with the value worked out by hand."""
    wanted = torch.as_tensor(wanted, dtype=tensor.dtype, device=tensor.device)
    off = (tensor.detach() - wanted).abs().max().item()
    assert off < 1e-6 * wanted.abs().max().item(), (
        f"After step {step}, parameter {parameter} is {tensor.tolist()} and should be "
        f"{wanted.tolist()}: off by {off:.4g}."
    )


def one_weight(value):
    return torch.tensor([value], device=device, requires_grad=True)','af7474732569e7300ab39bbae7ea6c87','3fde5f7de51f483d91790dfd2f3ef0cf');
INSERT INTO "source_cell" VALUES('1ba8a49667cf443bafcbdb3ffa6b3f5c','momentum-visible-by-hand','code',1,'w = one_weight(1.0)
optimizer = Momentum([w], lr=0.1, momentum=0.5)
for step, (gradient, wanted) in enumerate([(1.0, 0.9), (2.0, 0.65), (0.0, 0.525)], start=1):
    w.grad = torch.tensor([gradient], device=device)
    optimizer.step()
    expect(step, 0, w, [wanted])
print("The three steps above: right.")','c3d852b71fa61991b988eb7957ee3b72','3fde5f7de51f483d91790dfd2f3ef0cf');
INSERT INTO "source_cell" VALUES('de189f9e5aad45ff9de24e0c7ad22933','momentum-visible-several','code',1,'# Two parameters. The second one gets no gradient in step 2: it waits, and so does its velocity.
a, b = one_weight(1.0), one_weight(2.0)
optimizer = Momentum([a, b], lr=0.1, momentum=0.5)
course = [((1.0, 2.0), (0.9, 1.8)), ((2.0, None), (0.65, 1.8)), ((0.0, 0.0), (0.525, 1.7))]
for step, (gradients, wanted) in enumerate(course, start=1):
    for p, g in zip((a, b), gradients):
        p.grad = None if g is None else torch.tensor([g], device=device)
    optimizer.step()
    for k, p in enumerate((a, b)):
        expect(step, k, p, [wanted[k]])
print("Two parameters, one without gradient: right.")','cff8339507da1cc861ef293e68e465ad','3fde5f7de51f483d91790dfd2f3ef0cf');
INSERT INTO "source_cell" VALUES('b4ffa9753f914a7c88498e2c988940c9','momentum-visible-schedule','code',1,'# The learning rate changes after the first step: 1 − 0.1·1 = 0.9, then v = 1.5 and 0.9 − 0.2·1.5 = 0.6.
w = one_weight(1.0)
optimizer = Momentum([w], lr=0.1, momentum=0.5)
for step, (rate, wanted) in enumerate([(0.1, 0.9), (0.2, 0.6)], start=1):
    optimizer.lr = rate
    w.grad = torch.tensor([1.0], device=device)
    optimizer.step()
    expect(step, 0, w, [wanted])
    assert w.grad is not None and w.grad.item() == 1.0, f"Step {step} changed the gradient."
print("A new learning rate takes effect at once: right.")','e2e734e821243745b14ae41ab499d201','3fde5f7de51f483d91790dfd2f3ef0cf');
INSERT INTO "source_cell" VALUES('226340d8973f47ed847da09a462f2a4e','momentum-picture-text','markdown',1,'## Look at it

Your optimizer and plain gradient descent start at the same point of a narrow valley and take forty steps each. Plain
descent needs its large $\eta$ to get ahead along the valley, and zig-zags across it. Momentum goes further with a third
of that $\eta$: along the valley all gradients agree and add up, across it they cancel.','8d624de4c8e3b2ac81798d67e985d1a7','3fde5f7de51f483d91790dfd2f3ef0cf');
INSERT INTO "source_cell" VALUES('c2b9ac85489a4093a67ab228d80d8ac6','momentum-picture','code',1,'def loss(w):
    """The valley ½(x² + 60 y²)."""
    return 0.5 * (w[0] ** 2 + 60 * w[1] ** 2)


def walk(update, steps=40):
    """The points visited when `update(w)` makes each step."""
    w = torch.tensor([-4.0, 1.2], device=device, requires_grad=True)
    path = [w.tolist()]
    step = update(w)
    for _ in range(steps):
        w.grad = None
        loss(w).backward()
        step()
        path.append(w.tolist())
    return path


def plain(w, lr=0.03):
    def step():
        with torch.no_grad():
            w.sub_(lr * w.grad)
    return step


x, y = torch.meshgrid(torch.linspace(-4.5, 2, 120), torch.linspace(-1.6, 1.6, 80), indexing="xy")
fig, ax = plt.subplots(figsize=(7, 3.5))
ax.contour(x, y, loss((x, y)), levels=14, cmap="Greys", alpha=0.6)
for name, update, style in [
    ("plain gradient descent", plain, ".-"),
    ("your momentum", lambda w: Momentum([w], lr=0.01, momentum=0.8).step, "o-"),
]:
    ax.plot(*zip(*walk(update)), style, ms=3, lw=1, label=name)
ax.plot(0, 0, "k*", ms=12)
ax.set(xlabel="x", ylabel="y", title="Forty steps in a narrow valley")
ax.legend(loc="lower right")
plt.show()','cbe8a69ad24aa3b718b00d09f5fb2b28','3fde5f7de51f483d91790dfd2f3ef0cf');
INSERT INTO "source_cell" VALUES('64c177b6a04d4c71be3936bb662d4835','momentum-hand-in','markdown',1,'## Hand in

Run everything once from the top (*Restart and run all*), save, and hand in this notebook under its own name.

The cells below are where your points will stand. After grading, each of them says what passed, and, where something
did not, which step and parameter went wrong, and which mistake does exactly the same.','855503f6b6d6cbfaed201a6e49d10136','3fde5f7de51f483d91790dfd2f3ef0cf');
INSERT INTO "source_cell" VALUES('1fc16c923ca64cfdbe404db900d4fc92','momentum-first_step','code',1,'# Graded after you hand in: the first step is right (1 point).
### BEGIN HIDDEN TESTS
import gc


def reference_for(params, settings):
    """torch.optim.SGD with our defaults, and with these settings."""
    return torch.optim.SGD(params, **{"momentum": 0.9} | settings, foreach=False)


def beside_torch(shapes, steps, dtype=torch.float64, missing=(), changes=(), scales=1.0, positional=False,
                 untouched=False, device="cpu", close=1e-5, **settings):
    """Walk Momentum and torch.optim.SGD side by side; stop at the first difference."""
    torch.manual_seed(0)
    settings = {"lr": 0.05} | settings
    mine = [torch.randn(s, dtype=dtype, device=device).requires_grad_() for s in shapes]
    right = [p.detach().clone().requires_grad_() for p in mine]
    parameters = (p for p in mine)
    optimizer = Momentum(parameters, *settings.values()) if positional else Momentum(parameters, **settings)
    reference = reference_for(right, settings)
    scales = torch.as_tensor(scales, dtype=dtype, device=device)
    for t in range(steps):
        if t in dict(changes):
            optimizer.lr = reference.param_groups[0]["lr"] = dict(changes)[t]
        for i, (p, q) in enumerate(zip(mine, right)):
            p.grad = None if (t, i) in missing else torch.randn_like(p) * scales
            q.grad = None if p.grad is None else p.grad.clone()
        optimizer.step()
        reference.step()
        for i, (p, q) in enumerate(zip(mine, right)):
            assert torch.allclose(p, q, rtol=close, atol=close), f"step {t + 1}, parameter {i}"
            if untouched:
                assert (p.grad is None) == (q.grad is None), f"step {t + 1}: gradient {i} changed"
                assert p.grad is None or torch.equal(p.grad, q.grad), f"step {t + 1}: gradient {i} changed"
    return optimizer


beside_torch([(5,)], steps=1)
beside_torch([(5,)], steps=1, lr=0.4)
### END HIDDEN TESTS','03b1917322c2afff3ef7884124e9d7e1','3fde5f7de51f483d91790dfd2f3ef0cf');
INSERT INTO "source_cell" VALUES('4abbb05730b44bcc872544d2e9c9a85c','momentum-long_run','code',1,'# Graded after you hand in: two hundred steps on the right path (1 point).
### BEGIN HIDDEN TESTS
beside_torch([(6,)], steps=200, lr=0.05)
sizes = torch.tensor([0.0, 1e-8, 1e-6, 1e-4, 1e-2, 1.0, 30.0, 1e3])  # one for each weight
beside_torch([(8,)], steps=200, lr=0.05, scales=sizes)
### END HIDDEN TESTS','02bcf8bddba14ad55d3f74ad4797f962','3fde5f7de51f483d91790dfd2f3ef0cf');
INSERT INTO "source_cell" VALUES('b19a95ea9b684fa894354a15cd6fb708','momentum-hyperparameters','code',1,'# Graded after you hand in: other learning rates and other values of μ (1 point).
### BEGIN HIDDEN TESTS
for settings in [
    dict(lr=0.4), dict(momentum=0.5), dict(lr=0.2, momentum=0.5), dict(momentum=0.0), dict(lr=0.01, momentum=0.99),
]:
    beside_torch([(4,)], steps=30, close=5e-5, **settings)
beside_torch([(4,)], steps=30, close=5e-5, positional=True, lr=0.4, momentum=0.5)
### END HIDDEN TESTS','f5cd04d510d2a17d4f30518396f92cbc','3fde5f7de51f483d91790dfd2f3ef0cf');
INSERT INTO "source_cell" VALUES('e0271eea9a524ca99a15b876c4b651e0','momentum-changing_lr','code',1,'# Graded after you hand in: a schedule changes the learning rate on the way (1 point).
### BEGIN HIDDEN TESTS
schedule = [(5, 0.5), (6, 0.02), (12, 0.0), (15, 0.3), (20, 0.1)]
beside_torch([(4,)], steps=30, lr=0.05, changes=schedule)
### END HIDDEN TESTS','41c52cacd82af02333848c5a1312fe60','3fde5f7de51f483d91790dfd2f3ef0cf');
INSERT INTO "source_cell" VALUES('90a38a58eb8a47e485866a78c94871be','momentum-several_parameters','code',1,'# Graded after you hand in: many parameters, of any shape (1 point).
### BEGIN HIDDEN TESTS
beside_torch([(3,), (3,), (), (2, 3), (0,), (2, 2, 2)], steps=10, lr=0.05)
### END HIDDEN TESTS','b298e9e9a8e39261a55b3c7cc55629f6','3fde5f7de51f483d91790dfd2f3ef0cf');
INSERT INTO "source_cell" VALUES('17eec2d7fa3242ccb64bb0cc3537a8be','momentum-none_gradients','code',1,'# Graded after you hand in: parameters without gradient are skipped (2 points).
### BEGIN HIDDEN TESTS
beside_torch([(3,)] * 3, steps=12, lr=0.05, missing={(0, 0), (1, 0), (4, 1), (5, 1), (9, 2)})
beside_torch([(3,)] * 2, steps=3, lr=0.05, missing={(0, 0), (1, 0), (2, 0)})
p, other = torch.ones(3, requires_grad=True), torch.ones(3, requires_grad=True)
other.grad = torch.ones(3)
Momentum([p, other], lr=0.05).step()
assert p.grad is None and torch.equal(p, torch.ones(3)), "a parameter without gradient was not left alone"
### END HIDDEN TESTS','cf53a22baa521fe9eee0a20c9482b770','3fde5f7de51f483d91790dfd2f3ef0cf');
INSERT INTO "source_cell" VALUES('3c88cd0096ab4311bfaf535155c215fa','momentum-two_optimizers','code',1,'# Graded after you hand in: two optimizers at once do not disturb each other (0.5 points).
### BEGIN HIDDEN TESTS
torch.manual_seed(1)
twins = []
for settings in [dict(lr=0.05), dict(lr=0.2)]:
    p, q = torch.ones(3, requires_grad=True), torch.ones(3, requires_grad=True)
    twins.append((p, q, Momentum([p], **settings), reference_for([q], settings)))
for t in range(6):
    for k, (p, q, optimizer, reference) in enumerate(twins):
        p.grad = torch.randn(3)
        q.grad = p.grad.clone()
        optimizer.step()
        reference.step()
        assert torch.allclose(p, q, rtol=1e-5, atol=1e-6), f"step {t + 1}: optimizer {k} is disturbed by the other"
### END HIDDEN TESTS','ab168421e8d57e3d130b341a1b1897d6','3fde5f7de51f483d91790dfd2f3ef0cf');
INSERT INTO "source_cell" VALUES('33b657ac266f4ef89d49e0289a0bf6f3','momentum-in_place','code',1,'# Graded after you hand in: the parameters are updated in place, the gradients stay as they are (1 point).
### BEGIN HIDDEN TESTS
beside_torch([(3,), (2, 2)], steps=3, lr=0.05, untouched=True)
p, q = torch.ones(3, requires_grad=True), torch.ones(3, requires_grad=True)
optimizer, reference = Momentum([p], lr=0.05), reference_for([q], dict(lr=0.05))
p.grad = torch.zeros(3)
for gradient in (1.0, -2.0, 0.5):
    p.grad.fill_(gradient)  # the same tensor every time
    q.grad = torch.full((3,), gradient)
    optimizer.step()
    reference.step()
    assert torch.allclose(p, q, rtol=1e-5, atol=1e-6), "the gradient''s tensor was kept as state"
### END HIDDEN TESTS','a4bbd42b4b200a7e3e65f8b6bb20893d','3fde5f7de51f483d91790dfd2f3ef0cf');
INSERT INTO "source_cell" VALUES('18444bfc321546aca4c7cc9f5fef5b98','momentum-dtypes','code',1,'# Graded after you hand in: float32 works as well as float64 (0.5 points).
### BEGIN HIDDEN TESTS
beside_torch([(4,), (2, 3)], steps=40, lr=0.05, dtype=torch.float32)
beside_torch([(4,), (2, 3)], steps=40, lr=0.05, close=1e-8)  # float64, and not by way of float32
### END HIDDEN TESTS','e1d89b05638061d8959625927e262ef2','3fde5f7de51f483d91790dfd2f3ef0cf');
INSERT INTO "source_cell" VALUES('2ba6b02d3a594edcb0901fc82950fdb8','momentum-device','code',1,'# Graded after you hand in: the optimizer works wherever the parameters lie (0.5 points).
### BEGIN HIDDEN TESTS
beside_torch([(3,), (2, 3)], steps=5, lr=0.05, device="cuda" if torch.cuda.is_available() else "cpu")
### END HIDDEN TESTS','4a27c76e8ba3ccb6b14701e16106b4b4','3fde5f7de51f483d91790dfd2f3ef0cf');
INSERT INTO "source_cell" VALUES('1c2fba11414c46a6945fce404a8cca81','momentum-state_size','code',1,'# Graded after you hand in: nothing is kept beyond one velocity for each parameter (0.5 points).
### BEGIN HIDDEN TESTS
def numbers_alive():
    gc.collect()
    return sum(t.numel() for t in gc.get_objects() if type(t) is torch.Tensor)


before = numbers_alive()
optimizer = beside_torch([(40, 25)], steps=12, lr=0.05, close=0.02)
kept = numbers_alive() - before - 2 * 1000  # the parameter and its gradient are still alive
assert kept <= 1.1 * 1000, f"{kept / 1000:.1f} numbers are kept for every weight"
### END HIDDEN TESTS','952f2eaa4971e50990342dc48c1001b0','3fde5f7de51f483d91790dfd2f3ef0cf');
CREATE TABLE student (
	id VARCHAR(128) NOT NULL, 
	first_name VARCHAR(128), 
	last_name VARCHAR(128), 
	email VARCHAR(128), 
	lms_user_id VARCHAR(128), 
	PRIMARY KEY (id)
);
INSERT INTO "student" VALUES('student-01',NULL,NULL,NULL,NULL);
INSERT INTO "student" VALUES('student-04',NULL,NULL,NULL,NULL);
INSERT INTO "student" VALUES('student-11',NULL,NULL,NULL,NULL);
CREATE TABLE submitted_assignment (
	id VARCHAR(32) NOT NULL, 
	assignment_id VARCHAR(32), 
	student_id VARCHAR(128), 
	timestamp DATETIME, 
	extension DATETIME, 
	PRIMARY KEY (id), 
	UNIQUE (assignment_id, student_id), 
	FOREIGN KEY(assignment_id) REFERENCES assignment (id), 
	FOREIGN KEY(student_id) REFERENCES student (id)
);
INSERT INTO "submitted_assignment" VALUES('b30770ba2cae4aa99b384018b8b78e1e','1add59d09e3e4b0cac884990987bacbd','student-01',NULL,NULL);
INSERT INTO "submitted_assignment" VALUES('9a1a66efcbee454bbcb66a293a76c2d9','1add59d09e3e4b0cac884990987bacbd','student-04',NULL,NULL);
INSERT INTO "submitted_assignment" VALUES('df76fc50ce2547f5b4cce7721f2b94ed','1add59d09e3e4b0cac884990987bacbd','student-11',NULL,NULL);
CREATE TABLE submitted_notebook (
	id VARCHAR(32) NOT NULL, 
	assignment_id VARCHAR(32), 
	notebook_id VARCHAR(32), 
	flagged BOOLEAN, 
	late_submission_penalty FLOAT, 
	PRIMARY KEY (id), 
	UNIQUE (notebook_id, assignment_id), 
	FOREIGN KEY(assignment_id) REFERENCES submitted_assignment (id), 
	FOREIGN KEY(notebook_id) REFERENCES notebook (id)
);
INSERT INTO "submitted_notebook" VALUES('9851df17456242c09f193fe21cf18ba4','b30770ba2cae4aa99b384018b8b78e1e','3fde5f7de51f483d91790dfd2f3ef0cf',0,NULL);
INSERT INTO "submitted_notebook" VALUES('0ca4e11db2bb4ac691380e4b57b11b99','9a1a66efcbee454bbcb66a293a76c2d9','3fde5f7de51f483d91790dfd2f3ef0cf',0,NULL);
INSERT INTO "submitted_notebook" VALUES('8f63d30536a64ef58f8f2c747de6495a','df76fc50ce2547f5b4cce7721f2b94ed','3fde5f7de51f483d91790dfd2f3ef0cf',0,NULL);
CREATE TABLE task_cells (
	id VARCHAR(32) NOT NULL, 
	max_score FLOAT NOT NULL, 
	cell_type VARCHAR(8) NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(id) REFERENCES base_cell (id)
);
COMMIT;