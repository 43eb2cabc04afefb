"""What MkDocs calls while it builds the site."""

from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import event_priority
from mkdocs.structure.files import File, Files

from verify.book.claims import Book
from verify.showing import search
from verify.showing.evidence import FILE, document


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Put the evidence of every display among the files of the site."""
    files.append(File.generated(config, FILE, content=document(Book.now())))
    return files


@event_priority(-50)  # after the search has written its index, before it is copied for the disk
def on_post_build(config: MkDocsConfig) -> None:
    """Complete the index of the search."""
    search.complete(Path(config.site_dir), Book.now())
