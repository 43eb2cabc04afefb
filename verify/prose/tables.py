"""The headings of the tables of a page, which are written once more beside it.

    [tables]
    headings = ["Link | Question | How it is answered"]

in ``tests/prose/<page>.toml``: to exchange two of them takes two places.
"""

import re
from collections import Counter
from collections.abc import Iterator

from verify.book import ROOT
from verify.book.markup import COMMENT, FENCE, blanked, place_in
from verify.prose.pages import path_of
from verify.prose.plain import listed

KIND = "tables"
HEAD = re.compile(r"^[ \t>]*\|(.+)\|[ \t]*\n[ \t>]*\|[-| :]+\|[ \t]*$", re.MULTILINE)


def problems(page: str, source: str) -> Iterator[str]:
    """The tables of a page whose headings are not written beside it, and the other way round.

    Raises:
        LookupError: what is written beside the page cannot be read.
    """
    written = Counter(listed(page, KIND, "headings"))
    file = path_of(page).relative_to(ROOT).as_posix()
    for found in HEAD.finditer(blanked(source, FENCE, COMMENT)):
        heads = " | ".join(cell.strip() for cell in source[slice(*found.span(1))].split("|"))
        if written[heads]:
            written[heads] -= 1
        else:
            where = place_in(file, source, found.start(1))
            yield (
                f"{where}: the headings of this table are not written beside the page:"
                f" tests/prose/{page}.toml, [{KIND}] headings = ['{heads}']"
            )
    for heads in written.elements():
        yield f"tests/prose/{page}.toml, [{KIND}]: no table has the headings {heads!r}"
