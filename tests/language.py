"""What formulas can say and what is refused, as `docs/language.toml` lists it."""

import tomllib
from typing import Any

from verify.book import ROOT

LISTED: dict[str, list[dict[str, Any]]] = tomllib.loads(
    (ROOT / "docs" / "language.toml").read_text(encoding="utf-8")
)
READ, REFUSED = LISTED["read"], LISTED["refused"]
