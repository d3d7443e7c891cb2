from gongkai.core.text import canonical_json, sha256_hex


def review_hash(form: dict, *, round_number: int, reason_code: str = "", reason: str = "") -> str:
    """What exactly a reviewer said yes to: the public form with every file's digest, and the reason that will be public.

    The round makes the yeses of an earlier submission worthless for a later one, even of the same words.
    """
    bound = {"form": form, "round": round_number, "reason_code": reason_code, "reason": reason}
    return sha256_hex("gongkai review v1\n" + canonical_json(bound))


def form_files(form: dict) -> list[dict]:
    """Attachments and body images of a form, each once, in order: dicts with sha256, name, media_type, size."""
    found: dict[tuple, dict] = {}
    images = [block for block in form.get("body", []) if block.get("type") == "image"]
    for item in [*form.get("files", []), *images]:
        found.setdefault((item["sha256"], item["name"]), item)
    return list(found.values())


def member_hash(form_text: str) -> str:
    """What a yes to a batch binds of one member: its public form, as canonical JSON, to the letter."""
    return sha256_hex("gongkai batch v1\n" + form_text)
