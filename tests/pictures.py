"""Small pictures in a grid, and the words above each of them."""

import base64
import zlib

import numpy as np
from matplotlib.colors import to_rgb

from tests.colours import TEAL
from tests.drawn import seen
from tests.svg import Text

SIDE = 28  # pixels of an image
ACROSS = 1.25 * SIDE  # of its place in the grid


def gallery(topic: str, name: str, rows: int) -> list[tuple[Text | None, np.ndarray]]:
    """The pictures in reading order as RGBA, each with what stands above it."""
    axes = seen(topic, name).only
    (picture,) = axes.pictures
    height, width, _ = picture.pixels.shape
    count, down = round(width / ACROSS), height // rows
    named = {}
    for text in axes.texts:
        across, below = text.at / picture.size * [count, rows]
        named[int(below), int(across)] = text
    found = []
    for place in np.ndindex(rows, count):
        bottom, left = (place[0] + 1) * down, round(place[1] * ACROSS + (ACROSS - SIDE) / 2 - 0.5)
        pixels = picture.pixels[bottom - SIDE : bottom, left : left + SIDE]
        found.append((named.get(place), pixels))
    return found


def grey(pixels: np.ndarray) -> np.ndarray:
    """How bright each pixel is, from 0 to 1."""
    return pixels[..., :3].mean(axis=-1) * pixels[..., 3]


def signed(pixels: np.ndarray) -> np.ndarray:
    """How teal each pixel is, from -1 for full orange to 1."""
    teal = np.abs(pixels[..., :3] - to_rgb(TEAL)).max(axis=-1) < 0.1
    return np.where(teal, 1, -1) * pixels[..., 3]


def unpacked(packed: dict) -> np.ndarray:
    """The images of a record, as bytes."""
    content = zlib.decompress(base64.b64decode(packed["zlib"]))
    return np.frombuffer(content, np.uint8).reshape(packed["shape"]).astype(float)
