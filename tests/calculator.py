"""A net that reads the digits of a pocket calculator, without `nn`, and its mistakes."""

import numpy as np

LIT = """1110111 0010010 1011101 1011011 0111010 1101011 1101111 1010010 1111111 1111011"""
BARS = np.array([[float(bar) for bar in digit] for digit in LIT.split()])


def data(seed):
    rng = np.random.default_rng(seed)
    t = rng.integers(0, 10, 1000)
    return BARS[t] + 0.3 * rng.normal(size=(1000, 7)), t


def scores(p, X):
    A = np.maximum(X @ p["W1"] + p["b1"], 0)
    return A, A @ p["W2"] + p["b2"]


def probabilities(Z):
    shares = np.exp(Z - Z.max(axis=1, keepdims=True))
    return shares / shares.sum(axis=1, keepdims=True)


def trained(X, t, eta=0.5, passes=20, shuffled=True, zero=False, steps=20):
    rng = np.random.default_rng(2)
    p = {
        "W1": np.sqrt(2 / 7) * rng.standard_normal((7, 20)), "b1": np.zeros(20),
        "W2": np.sqrt(2 / 20) * rng.standard_normal((20, 10)), "b2": np.zeros(10),
    }  # fmt: skip
    if zero:
        p = {name: np.zeros_like(array) for name, array in p.items()}
    for _ in range(passes):
        order = rng.permutation(1000) if shuffled else np.arange(1000)
        for rows in np.split(order, 20)[:steps]:
            A, Z = scores(p, X[rows])
            Delta = (probabilities(Z) - np.eye(10)[t[rows]]) / 50
            back = Delta @ p["W2"].T * (A > 0)
            p = {
                "W1": p["W1"] - eta * X[rows].T @ back, "b1": p["b1"] - eta * back.sum(axis=0),
                "W2": p["W2"] - eta * A.T @ Delta, "b2": p["b2"] - eta * Delta.sum(axis=0),
            }  # fmt: skip
    return p


def mistakes():
    X, t = data(0)
    order = np.argsort(t, kind="stable")
    mixed, shifted = np.random.default_rng(4).permutation(t), (t + 1) % 10
    return {
        "nothing": (trained(X, t), 1, t),
        "not trained yet": (trained(X, t, passes=0), 1, t),
        "all weights zero": (trained(X, t, zero=True), 1, t),
        "learning rate 10": (trained(X, t, eta=10), 1, t),
        "inputs 100 times as large": (trained(100 * X, t), 100, t),
        "sorted by class": (trained(X[order], t[order], passes=1, shuffled=False), 1, t),
        "labels mixed up": (trained(X, mixed), 1, mixed),
        "labels off by one": (trained(X, shifted), 1, shifted),
    }
