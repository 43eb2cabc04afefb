"""The floor under each library: the five matrix products of a training step, and nothing else."""

import argparse
from typing import Any

import numpy as np

from benchmarks.missing import require_package

Array = np.ndarray
Parameters = dict[str, Array]


class Products:
    """NumPy's products, each into an array that is there."""

    def __init__(self, asked: argparse.Namespace, start: Parameters, rate: float):
        self.parameters = start
        self._into: dict[int, list[Array]] = {}

    def take(self, X: Array, t: Array) -> tuple[Array, Array]:
        return X, t

    def pick(self, X: Array, t: Array, rows: Array) -> tuple[Array, Array]:
        return X[: len(rows)], t[: len(rows)]

    def step(self, X: Array, t: Array) -> None:
        W1, W2 = self.parameters["W1"], self.parameters["W2"]
        if len(X) not in self._into:
            (d, h), k, n = W1.shape, W2.shape[1], len(X)
            shapes = (n, h), (n, k), (h, k), (n, h), (d, h)
            self._into[n] = [np.empty(shape, X.dtype) for shape in shapes]
        Z1, Z2, G_W2, G_Z1, G_W1 = self._into[len(X)]
        np.matmul(X, W1, out=Z1)
        np.matmul(Z1, W2, out=Z2)
        of_weights(Z1, Z2, G_W2)
        np.matmul(Z2, W2.T, out=G_Z1)
        of_weights(X, G_Z1, G_W1)


def of_weights(A: Array, G: Array, into: Array) -> None:
    """The product for the gradient of weights; of one example NumPy has a faster one."""
    if len(A) == 1:
        np.einsum("d,k->dk", A[0], G[0], out=into)
    else:
        np.matmul(A.T, G, out=into)


class TorchProducts:
    """PyTorch's products, each into a tensor that is there."""

    def __init__(self, asked: argparse.Namespace, start: Parameters, rate: float):
        require_package("torch")
        import torch

        torch.set_num_threads(asked.threads)
        self._torch = torch
        self._W1, self._W2 = (torch.from_numpy(start[name]) for name in ("W1", "W2"))
        self._into: dict[int, list[Any]] = {}

    def take(self, X: Array, t: Array) -> tuple[Any, Any]:
        return self._torch.from_numpy(X), t

    def step(self, X: Any, t: Any) -> None:
        W1, W2, mm = self._W1, self._W2, self._torch.mm
        if len(X) not in self._into:
            (d, h), k, n = W1.shape, W2.shape[1], len(X)
            shapes = (n, h), (n, k), (h, k), (n, h), (d, h)
            self._into[n] = [self._torch.empty(shape) for shape in shapes]
        Z1, Z2, G_W2, G_Z1, G_W1 = self._into[len(X)]
        mm(X, W1, out=Z1)
        mm(Z1, W2, out=Z2)
        mm(Z1.T, Z2, out=G_W2)
        mm(Z2, W2.T, out=G_Z1)
        mm(X.T, G_Z1, out=G_W1)


class JaxProducts:
    """JAX's products, compiled together; what they are written into is used again."""

    def __init__(self, asked: argparse.Namespace, start: Parameters, rate: float):
        require_package("jax")
        import jax
        import jax.numpy as jnp

        def products(into: tuple, W1: Any, W2: Any, X: Any) -> tuple:
            Z1 = X @ W1
            Z2 = Z1 @ W2
            return Z1.T @ Z2, X.T @ (Z2 @ W2.T)

        self._jax, self._jnp = jax, jnp
        self._products = jax.jit(products, donate_argnums=0, keep_unused=True)
        self._W = tuple(jnp.array(start[name]) for name in ("W1", "W2"))
        self._into = tuple(jnp.array(start[name]) for name in ("W2", "W1"))

    def take(self, X: Array, t: Array) -> tuple[Any, Any]:
        return self._jnp.asarray(X), t

    def step(self, X: Any, t: Any) -> None:
        self._into = self._jax.block_until_ready(self._products(self._into, *self._W, X))


FLOORS = {"products": Products, "torch_products": TorchProducts, "jax_products": JaxProducts}
LIBRARIES = {"nn": "products", "torch": "torch_products", "jax": "jax_products"}
