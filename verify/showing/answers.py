"""What ``{{ answer NAME }}`` becomes: a box below an exercise, and whether it judges rightly."""

from functools import lru_cache
from typing import Any

from verify.answers import box, engine
from verify.answers.declared import Exercise, exercise
from verify.answers.samples import MODULES, data
from verify.book import sources
from verify.book.claims import relative
from verify.book.markup import DIRECTIVE, without_code
from verify.book.memory import remember


@lru_cache(maxsize=64)
def names(text: str) -> list[str]:
    """The exercises of a page that have a box."""
    visible = without_code(text)
    return [
        text[slice(*found.span("arguments"))].strip()
        for found in DIRECTIVE.finditer(visible)
        if found["name"] == "answer"
    ]


def shown(name: str, text: str, page: str) -> str:
    """The inside of a box; the first one of a page brings what all of them need.

    Raises:
        LookupError: there is no such exercise, or its page has it twice.
        ValueError: it is declared otherwise than it should be.
        NoEngine: there is no JavaScript here.
    """
    there = names(text)
    if there.count(name) > 1:
        raise LookupError(f"the page has the box {name!r} twice")
    asked = exercise(name)
    if wrong := misjudged(asked):
        raise ValueError(wrong)
    content = box.html(asked, data(asked))
    if name == there[0]:
        content = box.first(relative(box.STYLE, page), relative(box.SCRIPT, page)) + content
    return content


def prepared(name: str) -> None:
    """Compute what a box needs, which the build then finds remembered."""
    misjudged(exercise(name.strip()))


def misjudged(asked: Exercise) -> str:
    """What the page would say of the right answer, if it is not *right*; remembered."""
    key = sources.digest(
        f"derivations.{asked.topic}",
        *MODULES,
        "verify.answers.engine",
        extra=f"{asked.digest} {engine.SCRIPT.read_text(encoding='utf-8')}",
    )
    return str(remember(key, lambda: _misjudged(asked)))


def _misjudged(asked: Exercise) -> str:
    found: dict[str, Any] = engine.judged({"it": data(asked)}, [("it", asked.right)])[0]
    if found["outcome"] == "right":
        return ""
    return f"its own answer {asked.right} is {found['outcome']} in the page: {found['words']}"
