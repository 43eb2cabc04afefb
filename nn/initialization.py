"""Standard deviations for random weights of a layer. Chapter: docs/initialization.md.

The results are Python floats, so `he_std(D) * rng.standard_normal((D, H), np.float32)` is float32.
"""

from math import sqrt

from nn.shapes import shapes_checked


@shapes_checked
def lecun_std(D: int) -> float:
    """Keep the size of what goes forward through a layer with D inputs.

    Raises:
        ValueError: a size is below 1.

    Example:
        >>> lecun_std(D=4)
        0.5
    """
    _require(D)
    return sqrt(1 / D)


@shapes_checked
def xavier_std(D: int, H: int) -> float:
    """Balance what goes forward through D inputs and backward through H neurons.

    Raises:
        ValueError: a size is below 1.

    Example:
        >>> xavier_std(D=3, H=5)
        0.5
    """
    _require(D, H)
    return sqrt(2 / (D + H))


@shapes_checked
def he_std(D: int) -> float:
    """Keep the size of what goes forward through ReLU and then through a layer with D inputs.

    Raises:
        ValueError: a size is below 1.

    Example:
        >>> he_std(D=8)
        0.5
    """
    _require(D)
    return sqrt(2 / D)


def _require(*sizes: int) -> None:
    if min(sizes) < 1:
        raise ValueError(f"expected a layer with at least 1 input and 1 neuron; got {sizes}")
