"""What every test may use. Laws (hypothesis) are tried on the same examples in every run."""

import jaxtyping
import numpy as np
import pytest
from hypothesis import settings

settings.register_profile("book", derandomize=True, deadline=None)
settings.load_profile("book")


@pytest.fixture
def rng() -> np.random.Generator:
    """A fresh, seeded generator for every test, so that each is reproducible alone."""
    return np.random.default_rng(seed=0)


@pytest.fixture
def shapes_unchecked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Call `nn` as a reader does: without the shape checks that the tests switch on."""
    monkeypatch.setattr(jaxtyping.config, "jaxtyping_disable", True)
