"""Adam: one step, with both means and their corrections.

Chapter: docs/adam.md.
"""

import numpy as np


def adam_step(theta, g, m, v, t, eta=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    """Return theta, m and v after step t, which is counted from 1.

    g is the gradient at theta; m and v are the means before the step. No argument is changed.
    """
    raise NotImplementedError("write adam_step")
