"""Dive into Deep Learning: the loss of softmax regression from scratch."""

import numpy as np

from figures.oracles.published import Oracle, Source
from nn.loss import cross_entropy, negative_log_likelihood

SOURCE = Source(
    "d2l",
    "https://github.com/d2l-ai/d2l-en",
    "23d7a5aecceee57d1292c56e90cce307f183bb0a",
)
P, T = np.array([[0.1, 0.3, 0.6], [0.3, 0.2, 0.5]]), np.array([0, 2])
ORACLES = (
    Oracle(
        "mean cross-entropy",
        (negative_log_likelihood,),
        "1.4979",
        lambda: negative_log_likelihood(P, T),
    ),
    Oracle("the same, one-hot", (cross_entropy,), "1.4979", lambda: cross_entropy(P, np.eye(3)[T])),
)
