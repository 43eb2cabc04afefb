"""The area under the ROC curve, as the share of pairs that the scores put in the right order.

Chapter: docs/evaluation.md.
"""

import numpy as np


def roc_area(score: np.ndarray, positive: np.ndarray) -> float:
    """Return the share of pairs, a positive and a negative, in which the positive scores higher.

    A pair of equal scores counts half.
    """
    yes = score[positive == 1][:, np.newaxis]
    no = score[positive == 0]
    return float(np.mean((yes > no) + 0.5 * (yes == no)))
