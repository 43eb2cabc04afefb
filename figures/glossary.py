"""Table of docs/glossary.md."""

import tomllib

from verify.book import ROOT

TERMS = ROOT / "docs" / "glossary.toml"


def terms() -> list[list[str]]:
    """Every term of the book, in the order of the alphabet, with the section that explains it."""
    with TERMS.open("rb") as file:
        entries = tomllib.load(file)
    rows = [["Term", "What it means", "Also called"]]
    for name in sorted(entries, key=str.casefold):
        entry = entries[name]
        rows.append([f"[{name}]({entry['defined']})", entry["says"], entry.get("also", "")])
    return rows
