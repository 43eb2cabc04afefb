"""A net with one hidden layer learns to read digits: python examples/digits.py [MNIST's folder]."""

import gzip
import sys
from pathlib import Path

import numpy as np

HIDDEN, RATE, BATCH, EPOCHS, SEED = 50, 0.5, 50, 20, 0
DIGITS = Path(__file__).with_name("digits.csv.gz")
FILES = ("train-images-idx3", "t10k-images-idx3", "train-labels-idx1", "t10k-labels-idx1")


def read_idx(path):
    data = path.read_bytes() if path.exists() else gzip.decompress(Path(f"{path}.gz").read_bytes())
    if data[:3] != b"\0\0\x08":
        raise ValueError(f"{path}: expected 0, 0, 8 as its first bytes; got {[*data[:3]]}")
    lengths = np.frombuffer(data, ">u4", data[3], offset=4)
    return np.frombuffer(data, np.uint8, offset=4 + 4 * data[3]).reshape(lengths)


def forward(p, X):
    Z = X @ p["W1"] + p["b1"]
    A = np.maximum(Z, 0)
    return Z, A, A @ p["W2"] + p["b2"]


def loss_and_gradients(p, X, t):
    Z, A, S = forward(p, X)
    S -= S.max(axis=1, keepdims=True)
    L = S - np.log(np.exp(S).sum(axis=1, keepdims=True))
    T = np.eye(10)[t]
    D2 = (np.exp(L) - T) / len(t)
    D1 = D2 @ p["W2"].T * (Z > 0)
    gradients = {"W1": X.T @ D1, "b1": D1.sum(axis=0), "W2": A.T @ D2, "b2": D2.sum(axis=0)}
    return -(T * L).sum() / len(t), gradients


try:
    if len(sys.argv) == 1:
        table = np.loadtxt(DIGITS, np.uint8, delimiter=",", skiprows=1)
        X, t = table[:, 1:], table[:, 0]
    else:
        a, b, c, d = (read_idx(Path(sys.argv[1], f"{name}-ubyte")) for name in FILES)
        X, t = np.concatenate([a, b]), np.concatenate([c, d])
except Exception as error:
    sys.exit(f"digits.py: {error}")
X, n = X.reshape(len(X), -1) / np.float32(X.max()), len(X) // 7
(X, X_val, X_test), (t, t_val, t_test) = (np.split(each, [-2 * n, -n]) for each in (X, t))
rng = np.random.default_rng(SEED)
p = {"W1": rng.normal(0, (2 / X.shape[1]) ** 0.5, (X.shape[1], HIDDEN)), "b1": np.zeros(HIDDEN)}
p |= {"W2": rng.normal(0, (2 / HIDDEN) ** 0.5, (HIDDEN, 10)), "b2": np.zeros(10)}
for epoch in range(1, EPOCHS + 1):
    for rows in np.split(rng.permutation(len(X)), range(BATCH, len(X), BATCH)):
        _, gradients = loss_and_gradients(p, X[rows], t[rows])
        p = {name: p[name] - RATE * gradients[name] for name in p}
    loss, _ = loss_and_gradients(p, X_val, t_val)
    accuracy = np.mean(forward(p, X_val)[2].argmax(axis=1) == t_val)
    print(f"epoch {epoch:2d}  validation loss {loss:.4f}  validation accuracy {accuracy:.4f}")
print(f"test accuracy {np.mean(forward(p, X_test)[2].argmax(axis=1) == t_test):.4f}")
