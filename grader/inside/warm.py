"""Everything slow, done once in the zygote before any submission is there."""

from __future__ import annotations

import gc
import os

os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")

import matplotlib.pyplot as plt  # noqa: E402
import msgspec  # noqa: E402
import numpy as np  # noqa: E402

from ..ground.limits import Limits  # noqa: E402
from ..ground.messages import Message, Request, Subject, Walk, Walked  # noqa: E402
from ..ground.trial import Device, Trial, encode  # noqa: E402
from . import job  # noqa: E402
from .cells import Shell, new_shell  # noqa: E402

_NOTEBOOK = """
import torch, matplotlib.pyplot as plt, IPython.extensions.autoreload
figure, axes = plt.subplots()
axes.contour([[0, 1], [1, 2]]); axes.plot([0, 1], [0, 1], label="$w$"); axes.legend()
plt.show()
class Plain:
    def __init__(self, params, lr=0.1):
        self.params, self.lr = list(params), lr
    def step(self):
        with torch.no_grad():
            for p in self.params:
                p -= self.lr * p.grad
"""


# An import that is interrupted leaves half a module behind, for all submissions.
PATIENT = Limits(cell_computing=600, cell_asleep=600, cells_computing=600, cells_asleep=600, trial_computing=600,
                 trial_asleep=600, trials_computing=600, trials_asleep=600)


def warm(device: Device) -> Shell:
    """Answer a small request, then freeze what is there for the garbage collector. A fresh shell."""
    trials = [Trial("warm", (np.ones(3),), ((np.ones(3),),) * 3, device=where, measure=where is Device.CPU)
              for where in (Device.CPU, Device.PRETEND)]
    if device is not Device.CUDA:  # a first backward() asks for the devices, and whoever has asked cannot fork
        trials.append(Trial("warm", (np.ones(2),), problem="valley", steps=2))
    sent = [encode(trial) for trial in trials]
    walks = [Walk(Subject("Plain"), header, len(numbers)) for header, numbers in sent]
    request = msgspec.convert(msgspec.to_builtins(Request([_NOTEBOOK], ["Plain"], walks)), Request)
    said: list[bytes] = []
    job.answer(request, b"".join(numbers for _, numbers in sent), lambda header, body=b"": said.append(header),
               new_shell(), PATIENT)
    decoder = msgspec.json.Decoder(Message)
    walked = [message for message in map(decoder.decode, said) if isinstance(message, Walked)]
    if len(walked) != len(walks) or any(message.path.failure for message in walked):
        raise RuntimeError(str(walked))
    plt.close("all")
    shell = new_shell()
    gc.collect()
    gc.freeze()
    return shell
