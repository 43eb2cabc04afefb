"""The colours of figures by name, as captions call them."""

from verify.showing.figures import COLORS

TEAL, ORANGE, BLUE, PURPLE, OLIVE, PINK, BROWN, GREY = COLORS
