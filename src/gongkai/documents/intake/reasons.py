"""Why a paper is not placed, said while it is read."""

from gongkai.core.errors import GongkaiError


class CannotPlaceError(GongkaiError):
    """What is wrong, and what to do about it."""
