"""The book's functions in NumPy: one module a chapter, float32 in, float32 out.

A function is imported from its module, `from nn.softmax import softmax`, or called through it,
`nn.softmax.softmax(z)` after `import nn`. Six modules bear the name of a function in them:
perceptron, linear, softmax, matmul, adam and softmax_regression. So `from nn import softmax` gives
the module, and `softmax(z)` says then "'module' object is not callable".

The modules, in the order of the book; `help(nn.softmax)` shows what is in one, and every function
has an example:

- `perceptron` – The perceptron: a neuron that says yes or no.
- `descent` – Descent: a neuron with a slope, and the loop that trains it.
- `chain_rule` – The chain rule at work, forward and backward.
- `linear` – Linear layer: an affine map of each example.
- `activation` – Activation functions and their derivatives, entry by entry.
- `softmax` – Softmax over the last axis.
- `loss` – Losses: one number for how wrong a batch is, and its gradient.
- `network` – Layers in a row: the forward pass, and a network to train.
- `backprop` – A network of two layers, and the gradient of each of its parameters.
- `worked_2_2_2` – Two layers of sigmoids on one example, a column of inputs.
- `worked_2_3_2` – The squared distance without its factor 1/2.
- `matmul` – Matrix products and their gradients, with examples as columns.
- `initialization` – Standard deviations for random weights of a layer.
- `numerical_differentiation` – Slopes from values alone.
- `optimizer` – Optimizers: rules that turn gradients into steps.
- `adam` – A rate for each parameter: AdaGrad, RMSProp, Adam, AdamW.
- `softmax_regression` – Softmax regression: one layer that classifies.
- `two_layer_net` – What a batch drawn at random knows of all examples.
- `evaluation` – Evaluation: how good a classifier is, class by class.
- `inference` – Inference: what a batch costs, and inputs of the right size.
- `numerical_training` – A net with one hidden layer, differentiated by values of its loss alone.
- `data_parallel` – One training on many machines: shares put together, and what it costs.
- `performance` – What a training step computes, and what a faster one gains.
- `errata` – Losses that tutorials print, each with the gradient that belongs to it.

Where it says `shapes_checked`, an array without the axes of its annotation is a `ValueError`.
"""

from importlib import import_module
from typing import Any

__all__ = [  # noqa: RUF022 (the order of the book)
    "perceptron",
    "descent",
    "chain_rule",
    "linear",
    "activation",
    "softmax",
    "loss",
    "network",
    "backprop",
    "worked_2_2_2",
    "worked_2_3_2",
    "matmul",
    "initialization",
    "numerical_differentiation",
    "optimizer",
    "adam",
    "softmax_regression",
    "two_layer_net",
    "evaluation",
    "inference",
    "numerical_training",
    "data_parallel",
    "performance",
    "errata",
]


def __getattr__(name: str) -> Any:
    """Import a chapter when its name is asked for: all of them take as long as NumPy itself."""
    if name in __all__:
        return import_module(f"nn.{name}")
    raise AttributeError(
        f"nn has no module {name!r}; a function is imported from its own, as in "
        "`from nn.softmax import softmax`; help(nn) lists the modules"
    )


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
