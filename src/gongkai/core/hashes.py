from gongkai.core.text import canonical_json, sha256_hex


def content_hash(form: dict) -> str:
    """The review hash: what exactly a reviewer said yes to. Every file's digest is part of the form."""
    return sha256_hex("gongkai review v1\n" + canonical_json(form))


def form_files(form: dict) -> list[dict]:
    """Attachments and body images of a form, each once, in order: dicts with sha256, name, media_type, size."""
    found: dict[tuple, dict] = {}
    images = [block for block in form.get("body", []) if block.get("type") == "image"]
    for item in [*form.get("files", []), *images]:
        found.setdefault((item["sha256"], item["name"]), item)
    return list(found.values())
