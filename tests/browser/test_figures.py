"""What a reader meets in a figure: its letters in the font of the page, and of a size to read."""

import os

import pytest

if not os.environ.get("SITE_DIR"):
    pytest.skip(
        "SITE_DIR names no built site: make check builds one and opens it in Chromium",
        allow_module_level=True,
    )

PANEL = """() => {
    const label = document.querySelector(".plot tspan").closest("g"), space = label.namespaceURI
    label.id = "label"
    const svg = document.createElementNS(space, "svg"), use = document.createElementNS(space, "use")
    use.setAttribute("href", "#label")
    svg.append(use)
    label.closest("div").append(svg)
    return [label.getBBox().width, use.getBBox().width]
}"""


def test_a_formula_is_as_wide_in_the_second_panel_as_where_it_is_drawn(address, page):
    page.goto(f"{address}/softmax.html", wait_until="networkidle")

    drawn, shown = page.evaluate(PANEL)
    assert shown == pytest.approx(drawn, abs=0.1)
