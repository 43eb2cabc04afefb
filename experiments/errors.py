"""What the commands say instead of a traceback."""


class InputError(Exception):
    """Something given to a command can't be used: what was expected, what came, what to do."""


def reason(error: BaseException) -> str:
    """The cause in the system's words, without numbers and paths: ``No space left on device``."""
    return getattr(error, "strerror", None) or str(error) or type(error).__name__
