"""Small images side by side, each with a line of text above it."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

GAP = 0.25  # between two images, in widths of an image
GREYS = 3  # steps from black to white: more are hardly seen at this size, and weigh more
SHADES = 6  # steps from clear to a full colour


def grid(
    axes: Axes,
    images: np.ndarray,
    captions: Sequence[str],
    columns: int,
    marked: Sequence[bool] | None = None,
) -> None:
    """Draw images (n, rows, columns, RGBA) in rows of so many; the marked captions stand out.

    All are one picture for the figure: thirty small ones would take thirty times as long.
    """
    count, height, width, _ = images.shape
    across, down = round(width * GAP), round(height * (GAP + (0.35 if any(captions) else 0)))
    rows = max(1, -(-count // columns))
    canvas = np.zeros((rows * (height + down), columns * (width + across), 4))
    for n, image in enumerate(images):
        top = n // columns * (height + down) + down
        left = n % columns * (width + across) + across // 2
        canvas[top : top + height, left : left + width] = image
        axes.text(
            left + width / 2,
            top - 0.08 * height,
            captions[n],
            ha="center",
            va="bottom",
            color="C1" if marked is not None and marked[n] else "black",
            size="small",
        )
    axes.imshow(canvas, interpolation="none")
    axes.axis("off")


def grey(images: np.ndarray, white: int) -> np.ndarray:
    """Bytes as greys, black for 0, as RGBA."""
    levels = np.round(images / white * GREYS) / GREYS
    return np.stack([levels] * 3 + [np.ones_like(levels)], axis=-1)


def signed(levels: np.ndarray) -> np.ndarray:
    """Numbers from -1 to 1 as RGBA: teal above 0, orange below, and clear at 0."""
    above, below = np.array([15, 143, 135]) / 255, np.array([217, 102, 43]) / 255
    colour = np.where((levels > 0)[..., np.newaxis], above, below)
    alpha = (np.round(np.abs(levels) * SHADES) / SHADES)[..., np.newaxis]
    return np.concatenate([np.where(alpha > 0, colour, 0), alpha], axis=-1)
