"""What MkDocs calls while it builds the site: the evidence becomes a file beside the pages."""

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from verify.book.claims import Book
from verify.showing.evidence import FILE, document


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Put the evidence of every display among the files of the site."""
    files.append(File.generated(config, FILE, content=document(Book.now())))
    return files
