"""Small images side by side, each with a few words above it."""

from collections.abc import Sequence

import numpy as np
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from figures.styles import ABOVE, BELOW

WIDTH = 4.6  # inches: fits a phone
LINE = 0.16  # inches that a line of small text takes
GAP = 0.25  # between two images, in widths of an image
GREYS = 3  # steps from black to white: more are hardly seen at this size, and weigh more
SHADES = 4  # steps from clear to a full colour


def grid(
    images: np.ndarray,
    captions: Sequence[str],
    columns: int,
    marked: Sequence[bool] | None = None,
) -> Figure:
    """Draw images (n, rows, columns, RGBA) in rows of so many; the marked captions stand out.

    All are one picture for the figure: many small ones would take as many times as long.
    """
    count, height, width, _ = images.shape
    rows, across = max(1, -(-count // columns)), round(width * GAP)
    pixel = WIDTH / columns / (width + across)
    lines = max((caption.count("\n") + 1 for caption in captions), default=1)
    above = round((lines * LINE + 0.08) / pixel)
    canvas = np.zeros((rows * (height + above), columns * (width + across), 4))
    figure = Figure(figsize=(WIDTH, canvas.shape[0] * pixel), layout="none")
    axes = figure.add_axes((0, 0, 1, 1))
    for n, (image, caption) in enumerate(zip(images, captions, strict=True)):
        top = n // columns * (height + above) + above
        left = n % columns * (width + across) + across // 2
        canvas[top : top + height, left : left + width] = image
        color = "C1" if marked is not None and marked[n] else "black"
        place = (left + width / 2, top - 0.03 / pixel)
        axes.text(*place, caption, ha="center", va="bottom", color=color, size="small")
    axes.imshow(canvas, interpolation="none")
    axes.axis("off")
    return figure


def grey(images: np.ndarray, white: int) -> np.ndarray:
    """Bytes as greys, black for 0, as RGBA."""
    levels = np.round(images / white * GREYS) / GREYS
    return np.stack([levels] * 3 + [np.ones_like(levels)], axis=-1)


def signed(levels: np.ndarray) -> np.ndarray:
    """Numbers from -1 to 1 as RGBA: teal above 0, orange below, and clear at 0."""
    colour = np.where((levels > 0)[..., np.newaxis], to_rgb(ABOVE), to_rgb(BELOW))
    alpha = (np.round(np.abs(levels) * SHADES) / SHADES)[..., np.newaxis]
    return np.concatenate([np.where(alpha > 0, colour, 0), alpha], axis=-1)
