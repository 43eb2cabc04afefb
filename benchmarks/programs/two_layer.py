"""A tutorial's two-layer net, transcribed: `README.md` says what differs from what is printed.

Usage: ``python two_layer.py DIR [STEPS]``. The functions follow K. Saitoh, *Deep Learning from
Scratch* (MIT licence, copyright 2016 Koki Saitoh).
"""

import gzip
import sys
from pathlib import Path

import numpy as np


def relu(x):
    return np.maximum(0, x)


def relu_grad(x):
    return np.where(x >= 0, 1, 0)


def softmax(x):
    x = x.T
    x = x - np.max(x, axis=0)
    y = np.exp(x) / np.sum(np.exp(x), axis=0)
    return y.T


def cross_entropy_error(y, t):
    if t.size == y.size:
        t = t.argmax(axis=1)
    n = y.shape[0]
    return -np.sum(np.log(y[np.arange(n), t] + 1e-7)) / n


class Net:
    def __init__(self, inputs, hidden, outputs, std=0.01):
        self.p = {
            "W1": std * np.random.randn(inputs, hidden),
            "b1": np.zeros(hidden),
            "W2": std * np.random.randn(hidden, outputs),
            "b2": np.zeros(outputs),
        }

    def predict(self, x):
        z1 = relu(np.dot(x, self.p["W1"]) + self.p["b1"])
        return softmax(np.dot(z1, self.p["W2"]) + self.p["b2"])

    def loss(self, x, t):
        return cross_entropy_error(self.predict(x), t)

    def accuracy(self, x, t):
        y = np.argmax(self.predict(x), axis=1)
        return np.sum(y == np.argmax(t, axis=1)) / float(x.shape[0])

    def gradient(self, x, t):
        a1 = np.dot(x, self.p["W1"]) + self.p["b1"]
        z1 = relu(a1)
        y = softmax(np.dot(z1, self.p["W2"]) + self.p["b2"])
        dy = (y - t) / x.shape[0]
        grads = {"W2": np.dot(z1.T, dy), "b2": np.sum(dy, axis=0)}
        dz1 = relu_grad(a1) * np.dot(dy, self.p["W2"].T)
        return grads | {"W1": np.dot(x.T, dz1), "b1": np.sum(dz1, axis=0)}


def read(folder, kind):
    images, labels = (
        np.frombuffer(gzip.decompress((folder / name).read_bytes()), np.uint8, offset=offset)
        for name, offset in (
            (f"{kind}-images-idx3-ubyte.gz", 16),
            (f"{kind}-labels-idx1-ubyte.gz", 8),
        )
    )
    return images.reshape(-1, 784) / 255.0, np.eye(10)[labels]


if __name__ == "__main__":
    folder, steps = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 10_000
    np.random.seed(0)
    x_train, t_train = read(folder, "train")
    x_test, t_test = read(folder, "t10k")
    net = Net(784, 50, 10)
    train_size, batch_size, learning_rate = len(x_train), 512, 0.05
    iter_per_epoch = max(train_size / batch_size, 1)
    losses = []
    for i in range(steps):
        mask = np.random.choice(train_size, batch_size)
        x, t = x_train[mask], t_train[mask]
        grads = net.gradient(x, t)
        for key in ("W1", "b1", "W2", "b2"):
            net.p[key] -= learning_rate * grads[key]
        losses.append(net.loss(x, t))
        if i % iter_per_epoch == 0:
            net.accuracy(x_train, t_train)
            net.accuracy(x_test, t_test)
    train, test = net.accuracy(x_train, t_train), net.accuracy(x_test, t_test)
    print(f"loss {losses[-1]} train {train} test {test}")
