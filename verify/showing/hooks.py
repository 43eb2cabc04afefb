"""What MkDocs calls while it builds or serves the site.

The evidence becomes a file beside the pages; what is saved while they are served is built first.
"""

from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import event_priority
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from verify.book import ROOT
from verify.book.claims import Book
from verify.showing import first, search, serving, sheets
from verify.showing.evidence import FILE, document

PDF = ROOT / "build" / "derived.pdf"  # made by `make pdf`; without it the site has no link to it


def on_startup(command: str, **_: Any) -> None:
    first.begin(command)


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    serving.begin(config)
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Put the evidence of every display among the files of the site, and the book as a PDF."""
    if not first.only(files.src_uris):
        files.append(File.generated(config, FILE, content=document(Book.now())))
    config.extra["pdf"] = PDF.name if _is_new(PDF) else ""
    if config.extra["pdf"]:
        files.append(File.generated(config, PDF.name, content=PDF.read_bytes()))
    return files


def on_nav(nav: Any, config: MkDocsConfig, files: Files) -> Any:
    serving.gathered(serving.Site(config, files, nav))
    return nav


def on_page_markdown(markdown: str, page: Page, **_: Any) -> str:
    serving.go_on()
    return first.instead(page.file.src_uri, markdown)


def on_env(env: Any, **_: Any) -> Any:
    serving.read(env)
    return env


def on_page_context(context: Any, **_: Any) -> Any:
    serving.go_on()
    return context


def on_post_page(output: str, **_: Any) -> str:
    return sheets.of_the_page(output)


def on_serve(server: Any, builder: Any, **_: Any) -> Any:
    serving.sources_only(server)
    serving.follow(server, builder)
    first.go_on(server)
    return server


def on_shutdown() -> None:
    serving.end()


def _is_new(pdf: Path) -> bool:
    """Whether the book was printed, and after each change of a page."""
    pages = [path.stat().st_mtime for path in (ROOT / "docs").rglob("*.md")]
    return pdf.is_file() and pdf.stat().st_mtime > max(pages)


@event_priority(-50)  # after the search has written its index, before it is copied for the disk
def on_post_build(config: MkDocsConfig) -> None:
    """Complete the index of the search, and make sheets and scripts lighter."""
    site = Path(config.site_dir)
    if not first.now():
        search.complete(site, Book.now())
    own = (ROOT / "docs" / "assets").glob("*.*s")
    sheets.lighten([site / "assets" / path.name for path in own])
    colours = {one[kind] for one in config.theme["palette"] for kind in ("primary", "accent")}
    for sheet in (site / "assets" / "stylesheets").glob("palette.*.css"):
        sheet.write_text(sheets.of_colours(sheet.read_text("utf-8"), colours), "utf-8")
    for sheet in (site / "assets" / "stylesheets").glob("main.*.css"):
        sheet.write_text(sheets.without_icons(sheet.read_text("utf-8")), "utf-8")
