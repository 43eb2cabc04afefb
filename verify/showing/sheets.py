"""Which style sheets a page loads, and how heavy they and the scripts are."""

import re
from pathlib import Path

_OF_THE_REFERENCE = re.compile(r'\s*<link rel="stylesheet" href="[^"]*_mkdocstrings\.css">')

_RULE = re.compile(r"(?<=[{}])[^{}@]*\{[^{}]*\}")
# Kept are those of the admonitions abstract, hint, note, question and success.
_ICON = re.compile(
    r"--md-(?:admonition-icon--(?:bug|danger|example|failure|info|quote|warning)"
    r"|annotation(?:-bg)?-icon|path-icon|post-pin-icon|source-[a-z]+-icon|tag-icon"
    r"|tasklist-icon(?:--checked)?|version-icon)"
    r':url\((?:"[^"]*"|[^)"]*)\);?'
)
_COLOUR = re.compile(r"data-md-color-(?:accent|primary)=([\w-]+)")


def of_the_page(html: str) -> str:
    """A page without the sheet of the reference, unless it shows a function or a class."""
    return html if 'class="doc ' in html else _OF_THE_REFERENCE.sub("", html)


def light(source: str, suffix: str) -> str:
    """A style sheet or a script without what is there for its readers only.

    A script keeps its lines, and what stands behind code in one of them: a comment that has lines
    of its own and the indentation stay with the source.
    """
    if suffix == ".css":
        plain = re.sub(r"/\*.*?\*/", "", source, flags=re.DOTALL)
        return re.sub(r"\s*([{};])\s*", r"\1", re.sub(r"\s+", " ", plain)).strip()
    lines = (line.strip() for line in source.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//")) + "\n"


def of_colours(source: str, colours: set[str]) -> str:
    """The theme's sheet of palettes without the rules for colours other than these."""

    def kept(rule: re.Match[str]) -> str:
        selectors = rule[0].partition("{")[0].split(",")
        return rule[0] if any({*_COLOUR.findall(one)} <= colours for one in selectors) else ""

    return _RULE.sub(kept, source)


def without_icons(source: str) -> str:
    """The theme's sheet without the pictures of what no page has: tasks, tags, bugs, versions."""
    return _ICON.sub("", source)


def lighten(paths: list[Path]) -> None:
    """Leave comments and indentation of sheets and scripts, where they are there, to the source."""
    for path in filter(Path.is_file, paths):
        source = path.read_text(encoding="utf-8")
        path.write_text(light(source, path.suffix), encoding="utf-8")
