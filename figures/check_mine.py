"""The limits of what runs a reader's file. Page: check_mine."""

from verify.book import limits
from verify.console import code, theirs

SECONDS_OF_A_CALL = theirs.SECONDS
SECONDS_OF_SILENCE = code.SECONDS
SECONDS_OF_A_DERIVATION = limits.SECONDS
