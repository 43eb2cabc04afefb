"""What every test may use: a seeded generator, and laws that are tried on the same examples in every run."""

import numpy as np
import pytest
from hypothesis import settings

settings.register_profile("book", derandomize=True, deadline=None)
settings.load_profile("book")


@pytest.fixture
def rng() -> np.random.Generator:
    """A fresh, seeded generator for every test, so that each is reproducible alone."""
    return np.random.default_rng(seed=0)
