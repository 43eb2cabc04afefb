"""The first build of a server: the first pages of the book at once, and then all of them.

To prove and to draw the whole book takes a while. Until that is done the other pages say so, and
browsers load them again when they are there.
"""

import logging
from typing import Any

from mkdocs.livereload import LiveReloadServer

log = logging.getLogger("mkdocs.derived")

PAGES = ("index.md", "perceptron.md")
WAITING = "This page is being built, and is shown here when it is ready."

_begun = False  # whether a server has started and built nothing yet


def begin(command: str) -> None:
    """A command of MkDocs starts."""
    global _begun
    _begun = command == "serve"


def only(names: Any) -> bool:
    """Whether the first pages alone are built now; ``names`` are those of all pages."""
    global _begun
    _begun = _begun and set(PAGES) <= set(names)
    if _begun:
        log.info("%s are built first; the other pages follow", ", ".join(PAGES))
        logging.disable(logging.WARNING)  # of links to what is not there yet
    return _begun


def now() -> bool:
    """Whether the first pages are being built."""
    return _begun


def instead(name: str, markdown: str) -> str:
    """The page as it is now built: a later one has its heading, and says that it follows."""
    if not _begun or name in PAGES:
        return markdown
    headings = [line for line in markdown.splitlines() if line.startswith("# ")]
    return "\n\n".join([*headings[:1], WAITING])


def go_on(server: LiveReloadServer) -> None:
    """The first pages are served: build the whole site."""
    global _begun
    logging.disable(logging.NOTSET)
    if _begun:
        _begun = False
        with server._rebuild_cond:
            server._want_rebuild = True
            server._rebuild_cond.notify_all()
