"""``make chapter`` writes the four files of a chapter, which hold an example.

The example is the one that CONTRIBUTING.md shows, under another name.
"""

import ast
import keyword
import re
import subprocess
import sys
import textwrap
from pathlib import Path

from verify.book import ROOT
from verify.book.claims import Book
from verify.book.displays import chapters

EXAMPLE = "dropout"
FILES = re.compile(r"^\d\. The \w+, `(\S+)`:.*?^   ```\w+\n(.*?)^   ```$", re.M | re.S)
NAME = re.compile(r"[a-z][a-z0-9]+(?:_[a-z0-9]+)*")
TAKEN_ENDINGS = re.compile(r".*_(?:jacobian|vjp|prime)|.*grad_.*")  # of the names of gradients
PACKAGES = {"derivations", "docs", "nn", "tests", "verify"}
LONGEST = 24  # characters, so that a line with two of them is no longer than 100


class Refused(ValueError):
    """A chapter that cannot be written; the message says why."""


def files(name: str, root: Path = ROOT) -> dict[str, str]:
    """The four files of a chapter of this name, by their paths, as CONTRIBUTING.md shows them."""
    shown = (root / "CONTRIBUTING.md").read_text(encoding="utf-8")
    return {
        _renamed(path, name): _renamed(textwrap.dedent(text), name)
        for path, text in FILES.findall(shown)
    }


def _renamed(text: str, name: str) -> str:
    title = name.replace("_", " ").capitalize()
    text = re.sub(rf"(?<![a-z]){EXAMPLE}(?![a-z])", name, text)
    return re.sub(rf"\b{EXAMPLE.capitalize()}\b", title, text)


def write(name: str, root: Path = ROOT) -> list[str]:
    """Write a chapter and its line of ``nav``; nothing if anything is in the way.

    Raises:
        Refused: the name is none, or is taken.
    """
    if problem := _problem(name, root):
        raise Refused(problem)
    new = files(name, root)
    nav, place = _nav(name, root)
    written: list[Path] = []
    try:
        for path, text in new.items():
            with (root / path).open("x", encoding="utf-8") as file:
                written.append(root / path)
                file.write(text)
        (root / "mkdocs.yml").write_text(nav, encoding="utf-8")
    except OSError as error:
        for done in written:
            done.unlink()
        raise Refused(f"{error.filename}: {error.strerror}; nothing is written") from error
    _format([path for path in written if path.suffix == ".py"])
    return [*new, f"mkdocs.yml:{place}"]


def _problem(name: str, root: Path) -> str:
    """Why there can be no chapter of this name, or nothing."""
    if not NAME.fullmatch(name) or keyword.iskeyword(name):
        return f"{name!r} is no name: small letters, digits and _, such as batch_norm"
    if len(name) > LONGEST:
        return f"{name!r} is too long: at most {LONGEST} characters"
    if TAKEN_ENDINGS.fullmatch(name):
        return f"{name!r} is the name of a gradient, as the book's functions are called"
    if there := [path for path in files(name, root) if (root / path).exists()]:
        return f"{', '.join(there)}: there is one already; nothing is written"
    claims = Book(root).labels
    if taken := [label for label in (name, f"{name}_grad_A") if label in claims]:
        return f"{claims[taken[0]].display.place()} has the label {taken[0]}: take another name"
    if name in _used(files(EXAMPLE, root)):
        return f"{name!r} has a meaning in the files of a chapter: take another name"
    return ""


def _used(texts: dict[str, str]) -> set[str]:
    """The names in the programs of the example."""
    trees = [ast.parse(text) for path, text in texts.items() if path.endswith(".py")]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    found = {node.id for node in nodes if isinstance(node, ast.Name)}
    found |= {alias.asname or alias.name for node in nodes if isinstance(node, ast.Import)
              for alias in node.names}  # fmt: skip
    return (found | PACKAGES) - {EXAMPLE}


def _nav(name: str, root: Path) -> tuple[str, int]:
    """``mkdocs.yml`` with the chapter behind the last one, and the line where it stands."""
    text = (root / "mkdocs.yml").read_text(encoding="utf-8")
    last = chapters(root)[-1]
    found = re.search(rf"^([ \t]*- )(?:.*: )?{last}\.md\b.*$", text, re.M)
    if found is None:
        raise Refused(f"mkdocs.yml: no line for {last}.md, behind which the new one would stand")
    line = text.count("\n", 0, found.end()) + 2
    return f"{text[: found.end()]}\n{found[1]}{name}.md{text[found.end() :]}", line


def _format(paths: list[Path]) -> None:
    """Break the lines that a longer name makes too long, if ruff is there."""
    words = [sys.executable, "-m", "ruff", "format", "--quiet", *map(str, paths)]
    subprocess.run(words, capture_output=True, check=False)


def main(arguments: list[str]) -> int:
    """Write the chapter that is named, and say what to do next."""
    if len(arguments) != 1 or not arguments[0]:
        print("error: name the chapter: make chapter NAME=dropout", file=sys.stderr)
        return 2
    (name,) = arguments
    try:
        written = write(name)
    except (Refused, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    *paths, nav = written
    print(*paths, sep="\n")
    print(f"{nav}: the line `- {name}.md`; move it to its place in the book")
    print(
        "\nThe files hold an example that passes: change it into your topic. What to do next:\n"
        f"  python -m verify {name}\n"
        f"  pytest tests/test_{name}.py\n"
        "  make test, which says what else a chapter has: CONTRIBUTING.md tells it from step 5 on"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
