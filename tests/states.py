"""A test that quotes a page: what the page says there is what the test shows."""

from collections.abc import Callable
from typing import TypeVar

Test = TypeVar("Test", bound=Callable[..., None])


def states(*quotes: str, page: str | None = None) -> Callable[[Test], Test]:
    """Quote words of a page exactly as its Markdown has them; without ``page``, of the chapter.

    `verify.prose.statements` reads them and runs nothing: the test itself stays as it is.
    """
    return lambda test: test
