"""What nothing shows of all that the sentences of a page state.

The tests and the build of a page ask `unwitnessed`; the numbers beside the page are brought up to
date by ``python -m verify.showing.numbers --write softmax``.
"""

from collections.abc import Iterator

from verify.prose import formulas, tables, universal
from verify.prose.pages import text_of
from verify.showing import numbers


def unwitnessed(page: str, source: str | None = None) -> Iterator[str]:
    """What is wrong with the sentences of a page, each with its place and what to do."""
    source = text_of(page) if source is None else source
    try:
        yield from formulas.problems(page, source, formulas.judged(page, source))
        yield from tables.problems(page, source)
        yield from map(str, universal.unwitnessed(page, source))
        yield from filter(None, [numbers.problems(page, numbers.read(page, source))])
    except (LookupError, ValueError) as error:
        yield str(error)
