"""Adam: one step, with both means and their corrections.

Chapter: docs/adam.md.
"""

import numpy as np


def adam_step(theta, g, m, v, t, eta=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    """Return theta, m and v after step t, which is counted from 1.

    g is the gradient at theta; m and v are the means before the step. No argument is changed.
    """
    m = beta_1 * m + (1 - beta_1) * g
    v = beta_2 * v + (1 - beta_2) * g**2
    m_hat = m / (1 - beta_1**t)
    v_hat = v / (1 - beta_2**t)
    return theta - eta * m_hat / (np.sqrt(v_hat) + epsilon), m, v
