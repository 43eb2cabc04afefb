"""What zca_from_training must do."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from nn.inference import covariance, feature_mean, zca_whiten


@pytest.fixture
def cloud(rng):
    """Examples whose features go together."""
    return rng.normal(size=(50, 3)) @ rng.normal(size=(3, 3)) + [1.0, 2.0, 3.0]


def test_the_four_points_of_the_chapter_become_the_corners_of_a_square(yours):
    points = np.array([[5.0, 3.0], [1.0, -1.0], [4.0, 0.0], [2.0, 2.0]])

    corners = [[1, 1], [-1, -1], [1, -1], [-1, 1]]
    assert_allclose(yours(points, points, 0.0), corners, atol=1e-9)


def test_the_training_set_has_the_identity_for_its_covariance_afterwards(yours, cloud):
    white = yours(cloud, cloud, 0.0)

    assert_allclose(white.mean(axis=0), 0, atol=1e-9, err_msg="subtract the mean")
    assert_allclose(white.T @ white / len(white), np.eye(3), atol=1e-9)


def test_a_single_example_gets_the_statistics_of_the_training_set(yours, cloud):
    alone, together = yours(cloud, cloud[:1], 0.1), yours(cloud, cloud, 0.1)[:1]

    message = "what becomes of an example must not depend on the others beside it"
    assert_allclose(alone, together, rtol=1e-9, err_msg=message)


def test_it_is_what_the_book_computes(yours, cloud, rng):
    mu, X = feature_mean(cloud), rng.normal(size=(4, 3))
    variances, U = np.linalg.eigh(covariance(cloud, mu))

    expected = zca_whiten(X, mu, U, variances, 0.5)
    message = "epsilon is added to the variance, under the root"
    assert_allclose(yours(cloud, X, 0.5), expected, rtol=1e-9, err_msg=message)
