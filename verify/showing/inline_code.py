"""Short code in running text, such as ``--learning-rate 5``, in one line."""

from xml.etree.ElementTree import Element

from markdown.treeprocessors import Treeprocessor

SHORT = 24  # characters; on a phone about half a line of text


class Whole(Treeprocessor):
    """Keep short code in a line: a browser would break it after a hyphen."""

    def run(self, root: Element) -> None:
        for parent in root.iter():
            for child in parent:
                text = child.text or ""
                short = len(text) <= SHORT and "-" in text
                if child.tag == "code" and parent.tag in ("p", "li") and short:
                    child.set("class", "together")
