"""What a word of the command line names: a chapter, a claim, a display, or somebody's file."""

import re
from dataclasses import dataclass
from pathlib import Path

from verify.book import ROOT
from verify.book.claims import Book, Claim
from verify.book.displays import Display, chapters, displays
from verify.console.near import Unknown, hint

FOLDERS = ("docs", "derivations", "nn")  # in which a chapter has a file

NUMBER = re.compile(r"\(?(\d+\.\d+)\)?")
LONGEST = 80  # characters of a word that a message repeats


@dataclass(frozen=True)
class Part:
    """A chapter of the book, or some of its displays."""

    topic: str
    displays: tuple[Display, ...] | None = None  # nothing: all of them


def named(word: str) -> Part | Path:
    """The part of the book that a word names, or the file of somebody else.

    A chapter is named by its topic or by one of its files, a claim by its label, by its number or
    as ``softmax/softmax``, a display as ``docs/softmax.md:137``. Raises `Unknown`.
    """
    if word in chapters():
        return Part(word)
    if (claim := _labelled(word)) or (claim := _numbered(word)):
        return Part(claim.display.topic, (claim.display,))
    path, _, place = word.partition(":")
    if file := _file(path):
        return _of_file(word, file, place)
    if NUMBER.fullmatch(word):
        raise Unknown(f"no claim has the number {word}")
    if "/" in path or "." in path or _is_folder(path):
        raise Unknown(_no_file(path))
    known = [*chapters(), *Book.now().labels]
    near = hint(word, known) or f"; the topics are {', '.join(chapters())}"
    raise Unknown(f"there is no chapter, claim or file {word[:LONGEST]!r}{near}")


def claim(word: str) -> Display:
    """The labelled display that a word names; raises `Unknown` for a chapter or a file."""
    if found := _labelled(word) or _numbered(word):
        return found.display
    part = named(word)
    if isinstance(part, Path):
        raise Unknown(f"{word} is a file: name a claim of the book, such as softmax_jacobian")
    if part.displays is None:
        labels = ", ".join(d.label for d in displays(part.topic) if d.label)
        raise Unknown(f"{word} is a chapter: name one of its claims: {labels}")
    (display,) = part.displays
    if display.label is None:
        raise Unknown(f"the display at {word} has no label: name a claim that has one")
    return display


def _labelled(word: str) -> Claim | None:
    """The claim that is called ``softmax_jacobian``, ``eq:softmax_jacobian``, ``softmax/...``."""
    topic, slash, label = word.removeprefix("eq:").rpartition("/")
    claims = Book.now().labels
    if not slash:
        return claims.get(label)
    if topic not in chapters():
        return None
    found = claims.get(label)
    if found is None or found.display.topic != topic:
        own = [name for name, one in claims.items() if one.display.topic == topic]
        near = hint(label, own) or f"; its claims are {', '.join(own)}"
        raise Unknown(f"the chapter {topic} has no claim {label!r}{near}")
    return found


def _numbered(word: str) -> Claim | None:
    """The claim with this number, as the page shows it: ``6.2`` or ``(6.2)``."""
    if not (found := NUMBER.fullmatch(word)):
        return None
    return next((one for one in Book.now().labels.values() if one.number == found[1]), None)


def _file(path: str) -> Path | None:
    """A file as it is seen from here, or else from the folder of the book."""
    try:
        return next((f.resolve() for f in (Path(path), ROOT / path) if path and f.is_file()), None)
    except OSError:  # a name that no file can have
        return None


def _is_folder(path: str) -> bool:
    try:
        return bool(path) and Path(path).is_dir()
    except OSError:
        return False


def _of_file(word: str, file: Path, place: str) -> Part | Path:
    inside = file.relative_to(ROOT) if file.is_relative_to(ROOT) else file
    folder, topic = inside.parent.as_posix(), file.stem
    if folder not in FOLDERS or topic not in chapters():
        if place:
            raise Unknown(f"{word}: a line can be named of a chapter of the book, not of this file")
        return file
    if not place:
        return Part(topic)
    line = place.partition(":")[0]  # behind it may stand a column
    found = [d for d in displays(topic) if line.isdecimal() and int(line) in d.lines]
    if folder != "docs" or not found:
        raise Unknown(f"no display stands at {inside.as_posix()}:{place}")
    return Part(topic, tuple(found))


def _no_file(path: str) -> str:
    if _is_folder(path):
        return f"{path} is a folder: name a file of it"
    folder = Path(path).parent
    beside = [(folder / other.name).as_posix() for other in _listed(folder)]
    pages = [f"docs/{topic}.md" for topic in chapters()]
    return f"there is no file {path[:LONGEST]}{hint(path, [*beside, *pages])}"


def _listed(folder: Path) -> list[Path]:
    try:
        return [other for other in folder.iterdir() if other.is_file()]
    except OSError:
        return []
