"""How momentum behaves along one direction of a quadratic."""

import numpy as np


def radius(lr, mu, curvature):
    """|r|, the factor by which the error along a direction of this curvature λ shrinks in a step, in the
    long run: the larger root of r² − (1 + μ − ηλ) r + μ in size. Works element by element."""
    b = 1 + mu - lr * np.asarray(curvature)
    root = np.sqrt(b * b - 4 * mu + 0j)
    return np.maximum(abs(b + root), abs(b - root)) / 2


def best(kappa):
    """(η*, μ*) that make the slowest of all directions with curvatures from 1 to κ fastest."""
    root = np.sqrt(kappa)
    return float((2 / (root + 1)) ** 2), float(((root - 1) / (root + 1)) ** 2)
