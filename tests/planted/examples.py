"""Change each number in the inputs of a page's examples, and say which change prints the same.

    python -m tests.planted.examples softmax loss

A line with such a number is quoted in examples.toml: what is printed does not hold it fast. The
lines that are missing there are printed.
"""

import io
import sys
import token
import tokenize
import tomllib
from collections.abc import Iterator
from pathlib import Path

from verify.book import examples
from verify.prose.pages import pages, path_of, text_of

QUOTED = Path(__file__).with_suffix(".toml")
PROMPTS = (">>> ", "... ")


def inputs(text: str) -> Iterator[tuple[int, str]]:
    """The lines of a page that a reader types, without the prompt, each with its place."""
    for fence in examples.fences(text):
        at = fence.start()
        for line in fence[0].splitlines(keepends=True):
            typed = line.lstrip()
            if typed.startswith(PROMPTS):
                yield at + len(line) - len(typed) + len(PROMPTS[0]), typed[len(PROMPTS[0]) :]
            at += len(line)


def numbers(line: str) -> Iterator[tuple[int, str]]:
    """The numbers of a line of Python, each with its column; it may be part of a statement."""
    try:
        for found in tokenize.generate_tokens(io.StringIO(line.lstrip()).readline):
            if found.type == token.NUMBER:
                yield found.start[1] + len(line) - len(line.lstrip()), found.string
    except (tokenize.TokenError, IndentationError):
        return


def other(number: str) -> str:
    """Another number of the same kind."""
    if number.replace("_", "").isdigit():
        return str(int(number) + 1)
    return repr(3 * float(number) or 0.5) if number[-1] not in "jJ" else f"3{number}"


def loose(page: str) -> list[str]:
    """The lines of the page with a number whose change nothing that is printed shows."""
    text, name = text_of(page), f"docs/{page}.md"
    found = []
    for start, line in inputs(text):
        for column, number in numbers(line):
            at = start + column
            changed = text[:at] + other(number) + text[at + len(number) :]
            if not examples.failures(name, changed):
                found.append(line.strip())
                break
    return found


def quoted() -> dict[str, list[str]]:
    """The lines that are quoted, by page."""
    return tomllib.loads(QUOTED.read_text(encoding="utf-8"))


def main(*only: str) -> int:
    if unknown := sorted({*only} - {*pages()}):
        sys.exit(f"expected pages, such as softmax; got {', '.join(unknown)}")
    missing = False
    for page in only or pages():
        if path_of(page).suffix == ".md" and examples.fences(text_of(page)):
            left = [line for line in loose(page) if line not in quoted().get(page, [])]
            if left:
                missing = True
                print(f"{page} = [", *(f"  {line!r}," for line in left), "]", sep="\n", flush=True)
    return int(missing)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
