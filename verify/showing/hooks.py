"""What MkDocs calls while it builds or serves the site.

The evidence becomes a file beside the pages; what is saved while they are served is built first.
"""

from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import event_priority
from mkdocs.structure.files import File, Files

from verify.book.claims import Book
from verify.showing import search, serving
from verify.showing.evidence import FILE, document


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    serving.begin(config)
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Put the evidence of every display among the files of the site."""
    files.append(File.generated(config, FILE, content=document(Book.now())))
    return files


def on_nav(nav: Any, config: MkDocsConfig, files: Files) -> Any:
    serving.gathered(serving.Site(config, files, nav))
    return nav


def on_page_markdown(markdown: str, **_: Any) -> str:
    serving.go_on()
    return markdown


def on_env(env: Any, **_: Any) -> Any:
    serving.read(env)
    return env


def on_page_context(context: Any, **_: Any) -> Any:
    serving.go_on()
    return context


def on_serve(server: Any, builder: Any, **_: Any) -> Any:
    serving.follow(server, builder)
    return server


def on_shutdown() -> None:
    serving.end()


@event_priority(-50)  # after the search has written its index, before it is copied for the disk
def on_post_build(config: MkDocsConfig) -> None:
    """Complete the index of the search."""
    search.complete(Path(config.site_dir), Book.now())
