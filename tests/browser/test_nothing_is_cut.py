"""No page has anything that its reader must scroll sideways for, at any width, in any engine."""

import os
from pathlib import Path

import pytest

from tests.browser import engines

if not os.environ.get("SITE_DIR"):
    pytest.skip("SITE_DIR names no built site", allow_module_level=True)

WIDTHS = [390, 1024, 1280, 1440, 1920]
PAGE = Path(__file__).with_name("cut.html")


@pytest.mark.parametrize("engine", [engines.chromium, engines.firefox, engines.webkit])
def test_nothing_on_any_page_is_cut(engine, site, tmp_path):
    pages = sorted(path.relative_to(site).as_posix() for path in site.rglob("*.html"))
    asked = {"pages": [page for page in pages if page != "404.html"], "widths": WIDTHS}
    try:
        cut = engines.asked(engine, site, tmp_path, PAGE, asked)
    except LookupError as error:
        pytest.skip(f"{error}: .ci/run installs it")

    assert cut == []
