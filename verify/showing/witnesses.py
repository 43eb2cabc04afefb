"""What nothing shows of all that the sentences of a page state.

    python -m verify.showing.witnesses softmax

The tests ask `unwitnessed` of every page. The numbers beside a page are brought up to date by
``python -m verify.showing.numbers --write softmax``.
"""

import sys
from collections.abc import Callable, Iterable, Iterator

from verify.prose import formulas, tables, universal
from verify.prose.pages import pages, text_of
from verify.showing import numbers


def unwitnessed(page: str, source: str | None = None) -> Iterator[str]:
    """What is wrong with the sentences of a page, each with its place and what to do."""
    source = text_of(page) if source is None else source
    parts: list[Callable[[], Iterable[str]]] = [
        lambda: formulas.problems(page, source, formulas.judged(page, source)),
        lambda: tables.problems(page, source),
        lambda: map(str, universal.unwitnessed(page, source)),
        lambda: filter(None, [numbers.problems(page, numbers.read(page, source))]),
    ]
    told: set[str] = set()
    for part in parts:
        try:
            yield from part()
        except (LookupError, ValueError) as error:
            if str(error) not in told:
                yield str(error)
            told.add(str(error))


def main(named: list[str]) -> int:
    """Print what nothing shows on the pages that are named."""
    known = pages()
    names = [name.removeprefix("docs/").removesuffix(".md") for name in named]
    wrong = [name for name in names if name not in known]
    if wrong or not names:
        asked = f"there is no page {wrong[0]!r}" if wrong else "name a page"
        print(f"{asked}: write softmax, README or figures/softmax", file=sys.stderr)
        return 2
    told = [problem for name in names for problem in unwitnessed(name)]
    print("\n\n".join(told) or "All that is stated there has a witness.")
    return 1 if told else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
