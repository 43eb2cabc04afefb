"""Find the data of a run: scikit-learn's bundled digits, MNIST's files, or a table."""

import os
from pathlib import Path

import numpy as np

from experiments import mnist, table
from experiments.errors import InputError
from experiments.examples import CLASSES, Data, Examples

MNIST = "MNIST"
MNIST_SHA256 = "c97e5406a36cf7fbbec3d075eff5ef0a241df10f0fea05ba9090b2d68b44d0ae"
PARTS = 5  # where nothing says which examples are for testing, the last of five parts is


def load(path: Path | None = None, download: bool = False) -> Data:
    """Read the data that the options ask for.

    Raises:
        InputError: they can't be had or are not what they should be.
    """
    if download:
        path = path or mnist.default_folder()
        mnist.download(path)
    if path is None:
        return digits()
    if os.path.isfile(path):  # false as well where the system won't say
        return from_table(path)
    return from_folder(path)


def digits() -> Data:
    """The 1,797 handwritten digits that come with scikit-learn: 8 x 8 pixels of 17 shades."""
    from sklearn.datasets import load_digits

    bundled = load_digits()
    return _split("digits", bundled.images.astype(np.uint8), bundled.target, white=16)


def from_folder(folder: Path) -> Data:
    """MNIST, or any data set that comes in its four files."""
    train, test = (_examples(folder, *pair, white=255) for pair in mnist.read(folder))
    data = Data("IDX files", train, test)
    if data.sha256 == MNIST_SHA256:
        data.name = MNIST
    return data


def from_table(path: Path) -> Data:
    """A CSV file in Kaggle's layout."""
    return _split("CSV file", *table.read(path), white=255, place=path)


def _split(
    name: str, images: np.ndarray, labels: np.ndarray, white: int, place: Path | str = "data"
) -> Data:
    """Hold the last part back for testing."""
    cut = len(labels) - len(labels) // PARTS
    if cut == len(labels):
        raise InputError(
            f"{place}: expected at least {PARTS} examples, to hold some back for testing; "
            f"got {len(labels)}; add examples"
        )
    parts = slice(None, cut), slice(cut, None)
    train, test = (_examples(place, images[part], labels[part], white) for part in parts)
    return Data(name, train, test)


def _examples(place: Path | str, images: np.ndarray, labels: np.ndarray, white: int) -> Examples:
    if images.size == 0:
        raise InputError(f"{place}: expected images; got {images.shape}; fetch the data again")
    wrong = np.flatnonzero(labels >= CLASSES)
    if wrong.size:
        raise InputError(
            f"{place}: expected labels from 0 to {CLASSES - 1}; got {labels[wrong[0]]} "
            f"for example {wrong[0] + 1}; are these digits?"
        )
    return Examples(images, labels.astype(np.intp), white)
