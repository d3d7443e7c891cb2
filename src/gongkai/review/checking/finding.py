"""One thing that a check found. Findings leave the checking process as plain dicts and come back as this."""

from dataclasses import asdict, dataclass

BLOCK, WARN, INFO = "block", "warn", "info"


@dataclass(frozen=True, slots=True)
class Finding:
    """`value` is the normal form (NFKC, without blanks and dashes, letters as the document that bears it writes them);
    `raw` is what stands in the text, for the mask to find it again. Both are personal data: they are never stored, logged
    or shown. `excerpt` is the text around with the value masked and may be shown to staff.

    `masked`: what the mask rules make of `raw`; empty where masking is no remedy. `message` says what is wrong and what
    to do. `part` and `field` say where a machine finds it (`Place.part`; the field of a public form).
    """

    kind: str
    severity: str
    where: str
    message: str
    value: str = ""
    raw: str = ""
    masked: str = ""
    excerpt: str = ""
    part: str = ""
    hidden: bool = False

    def as_dict(self) -> dict:
        return asdict(self)


def is_blocked(findings) -> bool:
    return any(finding.severity == BLOCK for finding in findings)
