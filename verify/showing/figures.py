"""Draw the figures of the book: a function of ``figures/<topic>.py`` becomes an SVG in the page."""

import base64
import io
import re
from typing import Any

from PIL import Image

from verify.book import runs, sources
from verify.book.memory import remember
from verify.book.modules import fresh
from verify.showing import curves, panels, paths

LEFT_TO_THE_PAGE = re.compile(  # turns by nothing; fonts, ends and corners, which it has itself
    r" transform=\"rotate\(-0 [^\"]*\)\"|; font-family: [^;\"]*"
    r"|; stroke-line(?:cap|join): [a-z]*|; stroke-dashoffset: 0"
)
PICTURE = re.compile(r"data:image/png;base64,([A-Za-z0-9+/=\s]+)")
COLOURS = 32  # of the palette of a picture
COLORS = ["#00988c", "#cc5200", "#5a66b4", "#9c7efc", "#849c5a", "#f06096", "#90664e", "#6c6c6c"]
# Text stays text; what is black takes the colour of the page's text, so that one drawing serves
# light and dark; the colours of the curves are of middle brightness, for the same reason.
STYLE: dict[Any, Any] = {
    "axes.edgecolor": "#808080",
    "axes.facecolor": "none",
    "axes.grid": True,
    "axes.prop_cycle": f"cycler('color', {COLORS})",
    "axes.spines.right": False,
    "axes.spines.top": False,
    "figure.constrained_layout.use": True,
    "figure.facecolor": "none",
    "figure.figsize": (6.4, 3.2),
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": 10,
    "grid.alpha": 0.25,
    "grid.color": "#808080",
    "legend.frameon": False,
    "legend.handlelength": 3,  # a dash and a dot and a dash
    "lines.linewidth": 2,
    "mathtext.fontset": "stix",
    "svg.fonttype": "none",
    "xtick.color": "#808080",
    "xtick.labelcolor": "black",
    "ytick.color": "#808080",
    "ytick.labelcolor": "black",
}


@sources.one_look()
def draw(topic: str, name: str) -> tuple[str, str]:
    """The SVG of a figure and its caption, the docstring of the function that draws it.

    The drawing is remembered under a digest of all the sources and recorded results that it can
    depend on. Raises `LookupError` where there is no such function or no docstring.
    """
    told = caption(topic, name)
    extra = f"figure {name} {runs.digest()}"
    key = sources.digest(f"figures.{topic}", "verify.showing.figures", extra=extra)
    return remember(key, lambda: _render(topic, name)), told


def caption(topic: str, name: str) -> str:
    """The caption of a figure; raises `LookupError` where there is none."""
    docstring = sources.docstring(f"figures.{topic}", name)
    if not docstring:
        raise LookupError(
            f"figures/{topic}.py:{name} has no docstring; it is the caption, and what a reader "
            "who can't see the figure is told"
        )
    return " ".join(docstring.split())


def _render(topic: str, name: str) -> str:
    import matplotlib as mpl
    from matplotlib.backends.backend_svg import FigureCanvasSVG

    with mpl.rc_context(STYLE | {"svg.hashsalt": f"{topic}.{name}"}):
        figure = getattr(fresh(f"figures.{topic}"), name)()
        canvas = FigureCanvasSVG(figure)
        buffer = io.StringIO()
        # The figure's own savefig would draw it twice, to be sure of the layout.
        write: Any = canvas.print_svg
        write(buffer, metadata={"Date": None, "Creator": None})
        places = " ".join(map(str, panels.cuts(figure)))
        scales = curves.scales(figure)
    svg = curves.scaled(for_the_page(curves.marked(buffer.getvalue(), scales)), scales)
    return svg.replace("<svg", f'<svg data-cuts="{places}"', 1) if places else svg


def for_the_page(svg: str) -> str:
    """Only the ``<svg>``, without what would leak into the page: its size, styles and names."""
    svg = svg[svg.index("<svg") :].strip()
    svg = re.sub(r"<(metadata|style)\b.*?</\1>\s*", "", svg, flags=re.DOTALL)
    svg = re.sub(r"<defs>\s*</defs>\s*", "", svg)
    used = set(re.findall(r"(?:url\(|href=\")#([^)\"]+)", svg))
    svg = re.sub(r' id="([^"]*)"', lambda found: found[0] if found[1] in used else "", svg)
    svg = re.sub(
        r'(<svg.*?) width="([^"]*)" height="[^"]*"', r'\1 style="--width: \2"', svg, count=1
    )
    svg = PICTURE.sub(_smaller, svg)
    svg = re.sub(r"<[^>]*>", _plainer, svg)
    svg = re.sub(r"\s*<!--.*?-->\s*|\n\s*", "\n", svg, flags=re.DOTALL)
    return svg.replace("<svg", '<svg fill="currentColor"', 1)


def _plainer(tag: re.Match[str]) -> str:
    """A tag on one line with one decimal, a tenth of a point, and without what the page decides."""
    if "base64" in tag[0]:
        return tag[0]
    plain = LEFT_TO_THE_PAGE.sub("", " ".join(tag[0].split()))
    plain = re.sub(r"(\.\d)\d+", r"\1", plain).replace("#000000", "currentColor")
    return paths.PATH.sub(lambda found: f' d="{paths.relative(found[1])}"', plain)


def _smaller(picture: re.Match[str]) -> str:
    """A picture with a palette: the small images of this book have few colours."""
    image = Image.open(io.BytesIO(base64.b64decode(picture[1])))
    buffer = io.BytesIO()
    image.quantize(COLOURS, Image.Quantize.FASTOCTREE).save(buffer, "PNG", optimize=True)
    return f"data:image/png;base64,{base64.b64encode(buffer.getvalue()).decode()}"
