"""Softmax regression reads handwritten digits. Chapter: docs/softmax_regression.md."""

import numpy as np

from experiments.examples import CLASSES, Data, Examples
from experiments.predictions import accuracy, predictions
from experiments.progress import Progress
from experiments.settings import Settings
from experiments.training import Course, Parameters, in_chunks, stable, train
from figures.packing import pack
from nn.linear import linear, linear_grad_b, linear_grad_W
from nn.loss import softmax_cross_entropy, softmax_cross_entropy_grad_Z
from nn.softmax import softmax

SETTINGS = Settings(epochs=10, batch_size=100, learning_rate=0.05)
SAMPLES = 1  # training images of each class that the record keeps


def run(data: Data, settings: Settings, progress: Progress, course: Course | None = None) -> dict:
    """Train the classifier, and see what it gets wrong."""
    course = course or Course()
    rng = np.random.default_rng(settings.seed)
    parameters = initialize(data.inputs, rng)
    epochs = course.epochs
    for loss in train(
        parameters, loss_and_gradients, data.train, settings, rng, progress.step, course
    ):
        with stable(settings.learning_rate):
            Z = scores(parameters, data.test)
            test_loss = softmax_cross_entropy(Z, data.test.labels)
        epochs.append([loss, float(test_loss), accuracy(Z, data.test)])
        progress.line(
            "epoch {:3d}/{}  loss {:.4f}  test loss {:.4f}  test accuracy {:.4f}".format(
                len(epochs), settings.epochs, *epochs[-1]
            )
        )
    curves = np.round(epochs, 6).T.tolist()
    return {
        "loss": curves[0],
        "test_loss": curves[1],
        "test_accuracies": curves[2],
        "test_accuracy": curves[2][-1],
        "train_accuracy": accuracy(scores(parameters, data.train), data.train),
        **predictions(softmax(scores(parameters, data.test)), data.test, rng),
        "samples": samples(data.train),
        "templates": templates(parameters["W"], data.train.images.shape[1:]),
    }


def initialize(inputs: int, rng: np.random.Generator) -> Parameters:
    """Small positive weights, and no bias."""
    W = (0.01 * rng.random((inputs, CLASSES))).astype(np.float32)
    return {"W": W, "b": np.zeros(CLASSES, np.float32)}


def loss_and_gradients(
    parameters: Parameters, X: np.ndarray, t: np.ndarray
) -> tuple[float, Parameters]:
    """The loss of a batch, and its gradient for each parameter."""
    Z = linear(X, **parameters)
    loss = softmax_cross_entropy(Z, t)
    G = softmax_cross_entropy_grad_Z(Z, t)
    return loss, {"W": linear_grad_W(X, G), "b": linear_grad_b(G)}


def scores(parameters: Parameters, examples: Examples) -> np.ndarray:
    """The scores of every example, in its order."""
    return np.concatenate([linear(X, **parameters) for X, _ in in_chunks(examples)])


def samples(examples: Examples) -> dict:
    """The first image of each class, then the second of each, and so on."""
    of_class = [np.flatnonzero(examples.labels == k) for k in range(CLASSES)]
    rows = np.array([of[i] for i in range(SAMPLES) for of in of_class if i < len(of)])
    return {
        "index": rows.tolist(),
        "true": examples.labels[rows].tolist(),
        "images": pack(examples.images[rows]),
        "white": examples.white,
    }


def templates(W: np.ndarray, shape: tuple[int, ...]) -> dict:
    """The weights of each class as an image, less what all classes have in common.

    Softmax does not see what is added to all scores alike: only the differences mean something.
    They are kept to one part in 127 of the largest.
    """
    difference = W - W.mean(axis=1, keepdims=True)
    largest = float(np.abs(difference).max()) or 1.0
    levels = np.round(128 + 127 * difference / largest).astype(np.uint8)
    return {"largest": round(largest, 6), "images": pack(levels.T.reshape(-1, *shape))}
