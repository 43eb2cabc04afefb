"""A tutorial's softmax regression, transcribed: `README.md` says what differs from what is printed.

Usage: ``python softmax_regression.py DIR``.
"""

import gzip
import sys
from pathlib import Path

import numpy as np

CLASSES, RATE, EPOCHS, BATCH = 10, 0.05, 10, 100


def read(folder, kind):
    images, labels = (
        np.frombuffer(gzip.decompress((folder / name).read_bytes()), np.uint8, offset=offset)
        for name, offset in (
            (f"{kind}-images-idx3-ubyte.gz", 16),
            (f"{kind}-labels-idx1-ubyte.gz", 8),
        )
    )
    return images.reshape(-1, 784) / 255.0, labels


def scores(inputs, W, b):
    return np.dot(inputs, W.T) + b.T


def loss_and_gradients(inputs, outputs, labels):
    n = inputs.shape[0]
    T = np.eye(CLASSES)[labels]
    E = np.exp(outputs - np.max(outputs, axis=1, keepdims=True))
    P = np.clip(E / np.sum(E, axis=1, keepdims=True), 1e-10, 1.0)
    loss = -np.sum(T * np.log(P)) / n
    D = P - T
    return loss, np.dot(D.T, inputs) / n, np.sum(D.T, axis=1, keepdims=True) / n


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    np.random.seed(0)
    train_inputs, train_labels = read(folder, "train")
    test_inputs, test_labels = read(folder, "t10k")
    W, b = np.random.rand(CLASSES, 784) * 0.01, np.zeros((CLASSES, 1))
    for _ in range(EPOCHS):
        for start in range(0, len(train_inputs), BATCH):
            inputs, labels = (each[start : start + BATCH] for each in (train_inputs, train_labels))
            loss, by_W, by_b = loss_and_gradients(inputs, scores(inputs, W, b), labels)
            W -= RATE * by_W
            b -= RATE * by_b
    test = np.mean(np.argmax(scores(test_inputs, W, b), axis=1) == test_labels)
    print(f"loss {loss} test accuracy {test}")
