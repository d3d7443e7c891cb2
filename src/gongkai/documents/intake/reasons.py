"""Why a paper is not placed, said while it is read."""


class CannotPlaceError(Exception):
    """The message is a sentence: what is wrong, and what to do about it."""
