"""Every error of this package: a code for programs, and a Chinese sentence for people that says what to do."""


class TranslogError(Exception):
    """`code` is stable and English; the message is a full Chinese sentence."""

    def __init__(self, code: str, message: str):
        super().__init__(message)
        self.code = code


class Malformed(TranslogError):
    """Bytes that are not what they are said to be, or larger than anything allowed."""


class Untrusted(TranslogError):
    """A signature that is missing, wrong, from the future, or not enough of them."""


class ProofFailed(TranslogError):
    """An inclusion or consistency proof that does not lead to the root."""


class Missing(TranslogError):
    """A file of the log that is not there, or a server that does not answer."""


class Conflict(TranslogError):
    """Other bytes for a published path, or a tree that is not the one already signed."""


class NotWritten(TranslogError):
    """A disk that is full, a folder without rights: nothing was signed that is not wholly there."""


class SigningFailed(TranslogError):
    """A key that cannot be read or used."""
