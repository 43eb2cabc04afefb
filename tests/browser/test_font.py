"""The font of the formulas, which holds only the characters that the book needs."""

import os
import re

import pytest

if not os.environ.get("SITE_DIR"):
    pytest.skip("SITE_DIR names no built site", allow_module_level=True)

MATH = re.compile(r"<math.*?</math>", re.DOTALL)
TOKEN = re.compile(r"<(mi|mn|mo|mtext)\b([^>]*)>([^<]+)</")
LETTERS = re.compile(r"<tspan[^>]*>([^<]*)</")  # of a figure's formulas
FAMILY = "STIX Two Math"


def used(site):
    """The signs of all pages, each once, as markup that shows them."""
    found = set()
    for path in site.rglob("*.html"):
        html = path.read_text(encoding="utf-8")
        for math in MATH.findall(html):
            found |= set(TOKEN.findall(math))
        found |= {("mtext", "", text) for text in LETTERS.findall(html)}
    return sorted(f"<math><{tag}{rest}>{text}</{tag}></math>" for tag, rest, text in found)


def lacking(page, marked):
    """Which of these the browser draws with another font than that of the formulas."""
    page.evaluate("marked => { document.body.innerHTML = marked.join('') }", marked)
    page.evaluate(f"document.fonts.load('1em \"{FAMILY}\"')")
    session = page.context.new_cdp_session(page)
    for domain in ("DOM", "CSS"):
        session.send(f"{domain}.enable")
    root = session.send("DOM.getDocument")["root"]["nodeId"]
    nodes = session.send("DOM.querySelectorAll", {"nodeId": root, "selector": "body > math"})
    found = []
    for math, node in zip(marked, nodes["nodeIds"], strict=True):
        fonts = session.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
        if {font["familyName"] for font in fonts} - {FAMILY}:
            found.append(math)
    session.detach()
    return found


def test_no_page_uses_a_character_that_the_font_lacks(address, page, site):
    page.goto(f"{address}/404.html")

    assert lacking(page, used(site)) == []


def test_a_character_that_the_font_lacks_is_noticed(address, page):
    page.goto(f"{address}/404.html")

    assert lacking(page, ["<math><mi>x</mi></math>", "<math><mi>ж</mi></math>"]) == [
        "<math><mi>ж</mi></math>"
    ]
