"""What the hidden tests may use: the function under test, and random numbers.

``pytest exercises/hidden/test_softmax_vjp.py`` tests the stub; ``--solutions`` tests the solution.
"""

import importlib.util

import numpy as np
import pytest

from exercises import HERE, SOLUTIONS


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--solutions", action="store_true", help="test the solutions of the book")


@pytest.fixture
def rng() -> np.random.Generator:
    """A fresh, seeded generator for every test."""
    return np.random.default_rng(seed=0)


@pytest.fixture
def yours(request):
    """The function that the file of the test is about, from the stub or from the solution."""
    name = request.module.__name__.rpartition(".")[2].removeprefix("test_")
    folder = SOLUTIONS if request.config.getoption("--solutions") else HERE
    spec = importlib.util.spec_from_file_location(f"{folder.name}_{name}", folder / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return getattr(module, name)
