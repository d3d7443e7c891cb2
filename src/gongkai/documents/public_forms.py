"""From a page as one revision says to its public form, and from that to the row of the lists."""

from django.conf import settings
from django.utils import translation

from gongkai.core.models import Thing
from gongkai.documents.models import Document, Interpretation, News, Paper, StoredFile


@translation.override(settings.LANGUAGE_CODE)
def paper_form(page: Paper, *, index_number: str | None = None) -> dict:
    """Labels stand in the form, so it is made in the language of the record, whatever the reviewer reads: otherwise
    one draft would have as many content hashes as interface languages."""
    form = {
        "form": 1,
        "kind": page.kind_name,
        "index_number": index_number or page.thing.index_number,
        "language": page.language,
        "title": page.title.strip(),
        "unit": _named(page.unit, page.written_on),
        "column": {"code": page.column.code, "title": page.column.title} if page.column else None,
        "matter": _matter(page.matter),
        "source": page.source.strip(),
        "written_on": _day(page.written_on),
        "keywords": page.keywords.replace("，", " ")
        .replace("、", " ")
        .replace(",", " ")
        .replace("；", " ")
        .split(),
        "summary": page.summary.strip(),
        "body": [_block(block) for block in page.body],
        "files": [
            _attachment(row) for row in sorted(page.attachments.all(), key=lambda row: row.sort_order or 0)
        ],
    }
    if origin := _origin(page):
        form["origin"] = origin
    if isinstance(page, Document):
        form["document"] = _document(page)
    elif isinstance(page, Interpretation):
        form["interpretation"] = {
            "style": page.style,
            "style_label": str(page.get_style_display()),
            "interprets": page.interprets.thing.index_number if page.interprets else None,
        }
    elif isinstance(page, News):
        form["news"] = {"style": page.style, "style_label": str(page.get_style_display())}
    return form


def _origin(page: Paper) -> dict:
    """Where it was public before; only what is known."""
    known = {
        "name": page.origin_name,
        "url": page.origin_url,
        "index_number": page.origin_index_number,
        "published_on": _day(page.origin_published_on),
    }
    return {name: value for name, value in known.items() if value}


def _document(page: Document) -> dict:
    return {
        "genre": page.genre,
        "genre_label": str(page.get_genre_display()),
        "issuer": _issuer(page),
        "co_issuers": page.co_issuers.strip(),
        "number": page.document_number,
        "topic": page.topic,
        "disclosure": str(page.get_disclosure_display()),
        "effective_on": _day(page.effective_on),
        "expires_on": _day(page.expires_on),
        "validity": page.validity,
    }


def _issuer(page: Document) -> dict:
    if page.outside_issuer.strip():
        return {"code": "", "name": page.outside_issuer.strip()}
    return _named(page.issuer or page.unit, page.written_on)


def _named(unit, day) -> dict:
    return {"code": unit.code, "name": unit.name_on(day)}


def _matter(matter) -> dict | None:
    if matter is None:
        return None
    return {
        "code": matter.code,
        "title": str(matter),
        "clause": matter.clause,
        "basis": matter.basis_list,
        "elements": matter.element_list,
        "time_limit": matter.time_limit,
    }


def _block(block) -> dict:
    if block.block_type == "image":
        stored = block.value["file"]
        return {
            "type": "image",
            "sha256": stored.sha256 if stored else "",
            "name": stored.name if stored else "",
            "media_type": stored.media_type if stored else "",
            "size": stored.size if stored else 0,
            "alt": "" if block.value.get("decorative") else block.value["alt"].strip(),
            "decorative": bool(block.value.get("decorative")),
            "caption": block.value.get("caption", "").strip(),
        }
    return {"type": "text", "html": str(block.value)}


def _attachment(row) -> dict:
    stored = row.file
    return {
        "title": row.title.strip() or stored.name,
        "name": stored.name,
        "media_type": stored.media_type,
        "size": stored.size,
        "sha256": stored.sha256,
    }


def _day(day) -> str | None:
    return day.isoformat() if day else None


def published_values(page: Paper, form: dict) -> dict:
    """The typed columns of `PublishedPaper` for this form."""
    document = form.get("document", {})
    issuer_id = page.issuer_id if isinstance(page, Document) else None
    names = [document.get("issuer", form["unit"])["name"], document.get("co_issuers", "")]
    values = {
        "title": form["title"],
        "language": form["language"],
        "unit_id": page.unit_id,
        "issuer_id": issuer_id or page.unit_id,
        "issuer_name": "、".join(name for name in names if name)[:160],
        "document_number": document.get("number", ""),
        "column_id": page.column_id,
        "matter_id": page.matter_id,
        "topic": document.get("topic", ""),
        "genre": document.get("genre", "")
        or form.get("news", form.get("interpretation", {})).get("style", ""),
        "written_on": page.written_on,
        "effective_on": getattr(page, "effective_on", None),
        "expires_on": getattr(page, "expires_on", None),
        "validity": document.get("validity", ""),
        "summary": form["summary"],
        "interprets_id": None,
    }
    if isinstance(page, Interpretation) and page.interprets_id:
        values["interprets_id"] = Thing.objects.values_list("pk", flat=True).get(
            kind="document", object_id=page.interprets_id
        )
    return values


def column_form(page) -> dict:
    return {
        "form": 1,
        "kind": "column",
        "code": page.code,
        "title": page.title.strip(),
        "column_type": page.column_type,
        "description": page.description,
        "keywords": page.keywords,
        "position": page.position,
        "parent": page.parent_column.code if page.parent_column else None,
    }


def unit_home_form(page) -> dict:
    return {
        "form": 1,
        "kind": "unit_home",
        "unit": _named(page.unit, None),
        "title": page.title.strip(),
        "duties": _lines(page.duties),
        "leaders": _lines(page.leaders),
        "address": page.address,
        "office_hours": page.office_hours,
        "telephone": page.telephone,
        "fax": page.fax,
        "email": page.email,
    }


def home_form(page) -> dict:
    fields = (
        "organiser",
        "undertaker",
        "motto",
        "motto_note",
        "telephone",
        "office_hours",
        "description",
        "keywords",
        "site_domain",
        "site_code",
        "icp_number",
        "police_number",
        "police_url",
        "government_mark_url",
        "error_report_url",
        "ipv6",
    )
    form = {"form": 1, "kind": "home", "title": page.title.strip()}
    return form | {name: getattr(page, name) for name in fields} | {"files": _marks(page)}


def _marks(page) -> list[dict]:
    """The issued images of the footer; `use` says which is which."""
    marks = [
        ("government_mark", "党政机关网站标识", page.government_mark),
        ("error_report", "我为政府网站找错", page.error_report_mark),
    ]
    return [
        {
            "use": use,
            "title": title,
            "name": stored.name,
            "media_type": stored.media_type,
            "size": stored.size,
            "sha256": stored.sha256,
        }
        for use, title, stored in marks
        if stored
    ]


def files_of(page) -> list[StoredFile]:
    """The files of any page of ours, each once: attachments, pictures of the body, the issued images."""
    attached = [row.file for row in page.attachments.all()] if hasattr(page, "attachments") else []
    images = [block.value["file"] for block in getattr(page, "body", []) if block.block_type == "image"]
    marks = [getattr(page, name, None) for name in ("government_mark", "error_report_mark")]
    return list({stored.pk: stored for stored in [*attached, *images, *marks] if stored}.values())


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


SITE_FORMS = {"column": column_form, "unit_home": unit_home_form, "home": home_form}


def form_of(page) -> dict:
    """The public form of any page of ours, as its kind would make it."""
    return SITE_FORMS[page.kind_name](page) if page.kind_name in SITE_FORMS else paper_form(page)
