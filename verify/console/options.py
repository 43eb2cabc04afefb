"""The options of ``python -m verify``."""

import argparse
import re
from typing import NoReturn

from verify.console.near import hint

DESCRIPTION = """\
Check formulas and code: the book's, and yours.

  python -m verify                      # every chapter of the book, with its verdict
  python -m verify softmax loss         # chapters, step by step
  python -m verify docs/softmax.md:137  # the display at a line of a page
  python -m verify softmax_jacobian     # one claim, by its label; or by its number, 6.2
  python -m verify softmax/softmax      # the claim where a chapter has the same name
  python -m verify NOTES.md             # the formulas of a file of yours
  python -m verify NOTES.md NOTES.py    # with the derivation that declares their symbols
"""
EXAMPLES = r"""
exit status: 0 right, 1 wrong, 2 not understood, 130 after Ctrl-C

examples:
  python -m verify -e 'p_i (\delta_{ij} - p_j)' softmax_jacobian
  python -m verify --code my.py:softmax_jacobian
  python -m verify --values softmax_jacobian
  python -m verify --step softmax_jacobian
  python -m verify --exercise softmax_jacobian
"""
FORMULA = ("-e", "--expression")


class Parser(argparse.ArgumentParser):
    """A parser whose errors take one line and name what was perhaps meant."""

    def error(self, message: str) -> NoReturn:
        known = [option for action in self._actions for option in action.option_strings]
        if unknown := re.match(r"unrecognized arguments: (-\S+)", message):
            near = hint(unknown[1].split("=")[0], known) or "; python -m verify --help lists all"
            message = f"there is no option {unknown[1]}{near}"
        self.exit(2, f"error: {message}\n")


def parser() -> Parser:
    """The parser of all commands."""
    found = Parser(
        prog="python -m verify",
        description=DESCRIPTION,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    found.add_argument("names", nargs="*", metavar="NAME", help="a chapter, claim, line or file")
    found.add_argument(
        *FORMULA,
        metavar="FORMULA",
        help="compare a formula in LaTeX with the claim NAME: its right side alone, or the whole",
    )
    one = found.add_mutually_exclusive_group()
    one.add_argument(
        "--exercise",
        metavar="EXERCISE",
        help="judge an answer, from -e or typed, as the exercise's page does",
    )
    one.add_argument(
        "--code",
        metavar="FILE:FUNCTION",
        help="check your function of NumPy against the claim NAME, or else the one that is called "
        "like the function; this runs the file",
    )
    one.add_argument(
        "--values",
        action="store_true",
        help="a claim in numbers: each symbol, and both sides, at one point",
    )
    one.add_argument(
        "--step",
        action="store_true",
        help="a derivation line by line: Enter shows the next one with its rule",
    )
    found.add_argument("--watch", action="store_true", help="check notes whenever they are saved")
    return found


def asked(arguments: list[str]) -> argparse.Namespace:
    """The options of a command line; ends the program with 2 if it is not understood."""
    reader = parser()
    found = reader.parse_args(joined(arguments))
    given = {"--code": found.code, "--values": found.values, "--step": found.step}
    others = [option for option, value in given.items() if value]
    if found.expression is not None:
        _refuse("/".join(FORMULA), others, reader)
        others.append(FORMULA[0])
    if found.watch:
        _refuse("--watch", others, reader)
    return found


def _refuse(option: str, others: list[str], reader: Parser) -> None:
    """End the program if another option stands beside one that stands alone."""
    if others:
        reader.error(f"argument {option}: not allowed with argument {others[0]}")


def joined(arguments: list[str]) -> list[str]:
    """The same with a formula tied to its option: one that starts with a minus is no option."""
    found: list[str] = []
    for word in arguments:
        if found and found[-1] in FORMULA:
            found[-1] = f"{FORMULA[1]}={word}"
        else:
            found.append(word)
    return found
