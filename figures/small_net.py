"""The small net of docs/backprop.md at the start: its parameters are those of the listing."""

import numpy as np

X = np.array([[1.0, 2.0]])  # one example
t = np.array([1])  # its class, counted from 0
PARAMETERS = {
    "W1": np.array([[0.5, -1.0], [-0.5, 0.5]]),
    "b1": np.array([0.5, 1.0]),
    "W2": np.array([[1.0, -2.0], [2.0, 0.5]]),
    "b2": np.array([-0.5, 0.5]),
}
