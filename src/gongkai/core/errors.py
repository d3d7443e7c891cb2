"""Errors that a person may read. Views show the message; commands print it and exit 1."""


class GongkaiError(Exception):
    """Its message is a full Chinese sentence that says what is wrong and what to do."""


class Refused(GongkaiError):
    """The rules do not allow this act now (wrong state, missing approvals, own writing, changed content)."""


class NotAllowed(GongkaiError):
    """This person may not do this."""


class BadFile(GongkaiError):
    """An uploaded or given file cannot be taken."""
