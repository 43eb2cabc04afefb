"""A slow phone: what has been shown stays where it is while the rest arrives."""

import os

import pytest
from playwright.sync_api import Browser, TimeoutError

from tests.browser.conftest import PHONE, WATCH_SHIFTS
from tests.browser.test_site import PAGES

if not os.environ.get("SITE_DIR"):
    pytest.skip("SITE_DIR names no built site", allow_module_level=True)

# The pages of evidence are all of one kind.
NAMES = [name for name in PAGES if not name.startswith("reference/evidence/") or "softmax" in name]
SLOWER = 4  # times
BYTES_PER_SECOND, LATENCY = 200_000, 150  # 1.6 Mb/s; milliseconds


@pytest.mark.parametrize("name", NAMES)
def test_no_page_moves_while_it_loads_on_a_slow_phone(name, address, browser):
    try:
        shift = _shift(f"{address}/{name}", browser)
    except TimeoutError:  # Chromium's slowed network loses a request now and then
        shift = _shift(f"{address}/{name}", browser)

    assert shift < 0.01


def _shift(address: str, browser: Browser) -> float:
    with browser.new_context(viewport={"width": PHONE[0], "height": PHONE[1]}) as context:
        page = context.new_page()
        page.add_init_script(WATCH_SHIFTS)
        session = context.new_cdp_session(page)
        session.send("Network.enable")
        speed = {"downloadThroughput": BYTES_PER_SECOND, "uploadThroughput": BYTES_PER_SECOND}
        network = {"offline": False, "latency": LATENCY} | speed
        session.send("Network.emulateNetworkConditions", network)
        session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        page.goto(address)
        page.evaluate("document.fonts.ready.then(() => new Promise(requestAnimationFrame))")
        page.wait_for_timeout(100)
        return page.evaluate("window.shift")
