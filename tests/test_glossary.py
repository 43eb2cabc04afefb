"""Every term is explained before it is used, or the first use leads to where it is explained."""

import re
import tomllib

import pytest
from markdown.extensions.toc import slugify

from figures.glossary import TERMS
from tests.tables import read
from verify.book.displays import pages_of_nav
from verify.book.markup import DIRECTIVE, DISPLAY, FENCE, INLINE
from verify.prose.pages import ADDRESS, SOURCES, text_of

ENTRIES = tomllib.loads(TERMS.read_text(encoding="utf-8"))
ORDER = [page.removesuffix(".md") for page in pages_of_nav()]
CODE = re.compile(r"`[^`\n]+`")
HEADING = re.compile(r"^(#+) (.+?)(?: \{ #([\w-]+) \})?$", re.M)
LISTED = re.compile(r"^\d+\. \[.*$", re.M)  # a chapter on the start page
NEED = re.compile(r'^!!! abstract "What you need"\n(?:    .*\n|\n)*', re.M)


def words(text):
    """The text with blanks in place of what is no prose: code, formulas, directives, headings."""
    for pattern in (
        FENCE,
        DISPLAY,
        INLINE,
        CODE,
        DIRECTIVE,
        SOURCES,
        LISTED,
        NEED,
        HEADING,
        ADDRESS,
    ):
        text = pattern.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)
    return text


def section(page, anchor):
    """Where a section begins and ends; the introduction has the name of the page's title."""
    text = text_of(page)
    heads = [*HEADING.finditer(text)]
    for number, head in enumerate(heads):
        if anchor == (head[3] or slugify(head[2], "-")):
            level = len(head[1])
            last = (h.start() for h in heads[number + 1 :] if level == 1 or len(h[1]) <= level)
            return head.start(), next(last, len(text))
    raise LookupError(f"docs/{page}.md has no section #{anchor}")


def uses(term, text):
    forms = [term, *ENTRIES[term].get("forms", [])]
    longer = [other for other in ENTRIES if re.search(rf"\b{re.escape(term)}\b", other, re.I)]
    either = "|".join(map(re.escape, sorted({*forms, *longer}, key=len, reverse=True)))
    found = re.finditer(rf"(?<![\w-])(?:{either})(?![\w-])", text, re.I)
    return (use for use in found if use[0].lower() in map(str.lower, forms))


def home(term):
    page, _, anchor = ENTRIES[term]["defined"].partition(".md#")
    return page, anchor


@pytest.mark.parametrize("term", ENTRIES)
def test_the_section_that_explains_a_term_has_it_in_italics(term):
    page, anchor = home(term)
    start, end = section(page, anchor)
    text = text_of(page)[start:end]

    assert any(text[use.start() - 1] == "*" == text[use.end()] for use in uses(term, text))


@pytest.mark.parametrize("term", ENTRIES)
def test_a_term_that_is_used_before_it_is_explained_leads_there(term):
    page, anchor = home(term)
    early = []
    for other in ORDER[: ORDER.index(page) + 1]:
        text = text_of(other)
        whole = words(text)
        before = whole[: section(page, anchor)[0]] if other == page else whole
        first = next(uses(term, before), None)
        if first and not leads(text, first):
            line = text.count("\n", 0, first.start()) + 1
            early.append(f"docs/{other}.md:{line}: {first[0]}")

    assert early == []


def leads(text, use):
    """Whether the words stand in the text of a link."""
    before = text[: use.start()].rpartition("\n")[2]
    return before.rfind("[") > before.rfind("](") and bool(
        re.match(r"[^\[\]\n]*\]\(", text[use.end() :])
    )


def test_the_table_has_every_term_with_what_the_file_says_of_it():
    shown = read("glossary", "terms")

    assert (
        shown.wrong(
            {
                f"[{term}]({entry['defined']})": {
                    "What it means": entry["says"],
                    "Also called": entry.get("also", ""),
                }
                for term, entry in sorted(ENTRIES.items(), key=lambda item: item[0].casefold())
            }
        )
        == []
    )
