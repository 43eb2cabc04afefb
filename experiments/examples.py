"""Labelled images in memory: one byte a pixel, turned into numbers a batch at a time."""

import hashlib
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

CLASSES = 10  # the digits
SIXTH = 6  # of so many training examples one is held out where settings are chosen


@dataclass(frozen=True)
class Examples:
    """Images and the digit that each one shows."""

    images: np.ndarray  # (N, rows, columns), unsigned bytes
    labels: np.ndarray  # (N,), 0 ... 9
    white: int  # the brightest value a pixel can have

    def __len__(self) -> int:
        return len(self.labels)

    @cached_property
    def pixels(self) -> np.ndarray:
        """An image a row, still as bytes."""
        return self.images.reshape(len(self), -1)

    def part(self, which: slice) -> "Examples":
        """Some of the examples."""
        return replace(self, images=self.images[which], labels=self.labels[which])

    def batch(self, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Some examples as X (n, D), float32 from 0 to 1, and their classes t (n,)."""
        X = self.pixels.take(rows, axis=0).astype(np.float32)
        X *= 1 / self.white
        return X, self.labels.take(rows)


@dataclass
class Data:
    """Examples to train on, and others to test on."""

    name: str
    train: Examples
    test: Examples

    @property
    def inputs(self) -> int:
        """How many numbers describe an example."""
        return self.train.pixels.shape[1]

    @cached_property
    def held_out(self) -> tuple[Examples, Examples]:
        """The training examples in two: some to learn from, the last sixth to choose settings by.

        The first are the training set of a study, the others its validation set.
        """
        cut = len(self.train) - len(self.train) // SIXTH
        return self.train.part(slice(None, cut)), self.train.part(slice(cut, None))

    @cached_property
    def sha256(self) -> str:
        """A checksum of every image and label, whatever files they came from."""
        content = hashlib.sha256()
        for examples in (self.train, self.test):
            content.update(f"{examples.images.shape} {examples.white}".encode())
            content.update(np.ascontiguousarray(examples.images))
            content.update(examples.labels.astype(np.uint8))
        return content.hexdigest()
