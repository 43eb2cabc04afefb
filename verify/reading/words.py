"""The words that may stand in a display: between equations, and before a condition."""

JOINING = {
    *(
        "and",
        "where",
        "with",
        "so",
        "thus",
        "hence",
        "therefore",
        "then",
        "also",
        "or equivalently",
    ),
    *("equivalently", "so that", "i.e.", "that is", "with gradient", "and thus", "and hence"),
    *("and so", "and therefore", "and then", "which gives", "we have", "and similarly"),
    *("similarly", "we get", "i.e", "while", "but", "and also", "et", "avec", "und", "mit"),
}
CLOSING = {"if", "when", "for", "whenever", "provided", "for all", "for every", "for each"}
NO_NAMES = JOINING | CLOSING | {"otherwise", "else", "or", "s.t", "subject to", "such that", "to"}
