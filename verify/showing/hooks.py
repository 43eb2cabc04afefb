"""What MkDocs calls while it builds the site: the evidence becomes a file beside the pages."""

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import event_priority
from mkdocs.structure.files import File, Files

from verify.book.claims import Book
from verify.showing.evidence import FILE, document

BETWEEN_WORDS = r"[\s\-_,:=\[\]()\"`/.]+"


@event_priority(100)  # before the search looks at it
def on_config(config: MkDocsConfig) -> None:
    """Say where words end for the search; Material and MaterialX have the option elsewhere."""
    for name, plugin in config.plugins.items():
        if name.rpartition("/")[2] == "search":
            plugin.config.get("lunr", plugin.config)["separator"] = BETWEEN_WORDS


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Put the evidence of every display among the files of the site."""
    files.append(File.generated(config, FILE, content=document(Book.now())))
    return files
