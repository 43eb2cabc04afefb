"""Tables of docs/diagnosis.md: the kinds of mistakes, and how many of them are named."""

import tomllib
from typing import Any

from verify.book import ROOT, runs
from verify.diagnosis.outcome import Outcome

RECORD = "benchmarks/diagnosis"
KINDS = ROOT / "tests" / "kinds.toml"
OTHER = "! "  # before a name that is true of a formula, and not what was done
VERDICTS = ROOT / "tests" / "verdicts.toml"
PLANTED = {  # what a slip of each kind is
    "sign": "the negative of a side",
    "factor": "a side times 2, 1/2, a size or its inverse",
    "transposed": "the transpose of a side",
    "exchanged": "two indices exchanged",
    "shifted": "an index or a limit off by one",
    "term_sign": "another sign before a term",
    "term_missing": "a term left out",
    "term_extra": "a term added",
    "symbol": "a symbol for another",
    "size": "a size for another",
    "prime": "a prime left out",
    "root": "a term moved into a root, or out of it",
}
BARE = {"|": "\\|", "`": "'"}


def outcomes() -> list[list[str]]:
    """Every outcome, by the name that files and scripts write, and what it means."""
    return [["Outcome", "In words"], *([f"`{each}`", each.sentence] for each in Outcome)]


def kinds() -> list[list[str]]:
    """Of each kind that was planted how many got a name that fits, another one, or none."""
    rows = [["Planted", "it fits", "another", "none"]]
    for kind, counts in _results()["kinds"].items():
        rows.append([PLANTED[kind], *(str(counts[x]) for x in ("right", "other", "unnamed"))])
    return rows


def missed() -> list[list[str]]:
    """The planted slips whose name does not fit, and those without a name."""
    shown = _results()["shown"]
    rows = [(_code(x["where"]), _code(x["change"]), x["words"] or "–") for x in shown]
    return [["Formula", "Change", "Name"], *map(list, dict.fromkeys(rows))]


def published() -> list[list[str]]:
    """How many of the errors that others print get a name, and how many of the names fit."""
    table = tomllib.loads(KINDS.read_text(encoding="utf-8"))
    names = [name for of_chapter in table.values() for name in of_chapter]
    other = sum(name.startswith(OTHER) for name in names)
    none = names.count("")
    rows = [["Name", "Errors"], ["it fits", str(len(names) - other - none)]]
    return [*rows, ["another", str(other)], ["none", str(none)]]


def verdicts() -> list[list[str]]:
    """Answers to claims of the book, and the outcome of each."""
    rows = [["Claim", "Answer", "Outcome"]]
    table = tomllib.loads(VERDICTS.read_text(encoding="utf-8"))
    for label, claim in table.items():
        for answer, outcome in claim["answers"]:
            link = f"[{label}]({claim['topic']}.md#eq:{label})"
            rows.append([link, _code(answer) if answer else "–", f"`{outcome}`"])
    return rows


def _results() -> Any:
    return runs.load(RECORD).record["results"]


def _code(text: str) -> str:
    for sign, other in BARE.items():
        text = text.replace(sign, other)
    return f"`{text}`"
