"""Read formulas that nobody would write, and print what is neither refused nor judged.

    python -m tests.fuzz 40000

takes displays of the book, changes tokens and characters at random, or puts tokens into a random
order. The reader answers with the documented error, whose place lies in the formula, or with a
verdict, and in less than ten seconds. Anything else is a fault.
"""

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from string import printable

from verify.book.displays import Display, book
from verify.book.limits import OutOfBounds, limited
from verify.mutants.formulas import with_latex
from verify.proving.formula import read
from verify.proving.namespace import symbols
from verify.reading.tokens import LatexError, tokens

SLOW = 10  # seconds
ODD = [*printable, "\0", "\u2028", "\u0301", "٣", "ß", "∂", "\ud800", "\u202e", r"\\", "{{", "}}"]


def variants(displays: list[Display], count: int, seed: int) -> Iterator[tuple[Display, str]]:
    """Displays, each with a formula that was made from its own."""
    generator = random.Random(seed)
    words = [token.text for display in displays for token in tokens(display.latex)]
    for _ in range(count):
        display = generator.choice(displays)
        kind = generator.choice(["edit", "edit", "edit", "characters", "sequence"])
        if kind == "edit":
            yield display, _edited(display.latex, words, generator)
        elif kind == "characters":
            yield display, _scattered(display.latex, generator)
        else:
            yield display, " ".join(generator.choices(words, k=generator.randint(1, 40)))


def _edited(latex: str, words: list[str], generator: random.Random) -> str:
    """A few tokens dropped, doubled, exchanged or replaced, most often by some of their kind."""
    found = [latex[token.at : token.end] for token in tokens(latex)]
    for _ in range(generator.randint(1, 3)):
        at = generator.randrange(len(found))
        other = generator.randrange(len(found))
        change = generator.choice([*["kind"] * 6, "drop", "double", "exchange", "replace"])
        if change == "drop" and len(found) > 1:
            del found[at]
        elif change == "double":
            found.insert(at, found[at])
        elif change == "kind":
            alike = [token for token in found if _kind(token) == _kind(found[at])]
            found[at] = generator.choice(alike)
        elif change == "exchange":
            found[at], found[other] = found[other], found[at]
        else:
            found[at] = generator.choice(words)
    return " ".join(found)


def _kind(token: str) -> str:
    if token.isalpha():
        return "letter"
    return "number" if token[0].isdigit() else "sign" if token in {"+", "-"} else token


def _scattered(latex: str, generator: random.Random) -> str:
    letters = list(latex)
    for _ in range(generator.randint(1, 4)):
        letters.insert(generator.randrange(len(letters) + 1), generator.choice(ODD))
    return "".join(letters)


def answer(display: Display, latex: str) -> tuple[str, float]:
    """What the reader says, in a word or two, and how long it took."""
    changed = with_latex(display, latex)
    start = time.process_time()
    try:
        with limited():
            steps = read(changed, symbols(display.topic)).steps
        said = "holds" if all(step.ok for step in steps) else "wrong"
    except LatexError as error:
        inside = 0 <= error.at <= len(changed.latex)
        said = "refused" if inside else f"FAULT: the place {error.at} of {error}"
    except OutOfBounds:
        said = "took too long"
    except Exception as error:
        said = f"FAULT: {type(error).__name__}: {error}"
    return said, time.process_time() - start


def faults(displays: list[Display], count: int, seed: int, counts: Counter[str]) -> Iterator[str]:
    for display, latex in variants(displays, count, seed):
        said, seconds = answer(display, latex)
        counts[said.partition(":")[0]] += 1
        if said.startswith("FAULT") or seconds > SLOW:
            yield f"{display}: {seconds:.1f} s: {said}: {latex!r}"


def parser() -> argparse.ArgumentParser:
    """How many formulas, and of which sample."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.fuzz", description=__doc__.splitlines()[0]
    )
    parser.add_argument("count", nargs="?", type=int, default=1000, help="of formulas (1000)")
    parser.add_argument("seed", nargs="?", type=int, default=0, help="of the sample (0)")
    return parser


def main(arguments: list[str]) -> int:
    asked = parser().parse_args(arguments)
    count, seed = asked.count, asked.seed
    counts: Counter[str] = Counter()
    found = 0
    for fault in faults(book(), count, seed, counts):
        print(fault, flush=True)
        found += 1
    print(f"{count} formulas: {dict(counts)}; {found} faults")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
