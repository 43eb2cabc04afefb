"""Readers who listen, use a keyboard or see little: what axe can tell of every page."""

import os

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import PHONE, WIDE
from tests.browser.test_site import PAGES

if not os.environ.get("SITE_DIR"):
    pytest.skip("SITE_DIR names no built site", allow_module_level=True)

# axe takes MathML for no text, and a heading that is a formula for an empty one.
CONTEXT = {"exclude": [["th:has(math)"]]}


LIGHT = [(name, "light", WIDE) for name in PAGES]
# Half a minute a page for the listings of the reference, which have one look.
DARK = [(name, "dark", PHONE) for name in PAGES if not name.startswith("reference/")]


@pytest.mark.parametrize(("name", "scheme", "size"), LIGHT + DARK)
def test_axe_finds_nothing_to_mend(name, scheme, size, address, page):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(f"{address}/{name}")

    found = Axe().run(page, context=CONTEXT, options={"resultTypes": ["violations"]}).response

    assert [
        f"{one['id']}: {node['html']}" for one in found["violations"] for node in one["nodes"]
    ] == []
