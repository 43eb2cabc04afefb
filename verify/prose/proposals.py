"""Lines that a message proposes: each can be pasted as it stands."""

import textwrap

from verify.prose.pages import AT_ROOT
from verify.prose.pins import toml

WIDTH = 90  # of a line of code
PIECE = r"(?:\$[^$]*\$|\S)+"  # of a phrase: a formula is not cut in two


def stating(sentence: str, page: str) -> str:
    """A test that quotes a sentence: where it belongs, and its decorator."""
    topic = page.rpartition("/")[2]
    option = [] if page == topic and topic not in AT_ROOT else [f"page={page!r}"]
    parts = textwrap.wrap(sentence, WIDTH - 8, drop_whitespace=False, break_on_hyphens=False)
    line = f"@states({', '.join([repr(sentence), *option])})"
    if len(line) > WIDTH:
        line = "\n".join(["@states(", *(f"    {part!r}" for part in parts)])
        line = "\n".join([f"{line},", *(f"    {each}," for each in option), ")"])
    file = f"tests/test_{topic.lower()}.py"
    return f"  a test that would fail if it were false, in {file}:\n{line}"


def beside(page: str, table: str, phrase: str) -> str:
    """A phrase among those that state nothing."""
    listed = f"tests/prose/{page}.toml, in plain of [{table}]"
    return f"  or, if it states nothing, its words in {listed}:\n  {toml(phrase)},"
