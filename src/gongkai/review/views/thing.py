"""The page of one thing, and the preview and the files of one of its revisions."""

from pathlib import PurePosixPath

from django.core.exceptions import ObjectDoesNotExist
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from gongkai.core.errors import Refused
from gongkai.core.files import open_blob
from gongkai.core.hashes import form_files
from gongkai.core.kinds import kind_of
from gongkai.core.models import Thing
from gongkai.review import forms, words
from gongkai.review.dossier import Dossier
from gongkai.review.formtext import lines_of
from gongkai.review.models import Stage, SubmissionState
from gongkai.review.options import options_for

FOUND_IN_PATROL = {
    "privacy": gettext_lazy("公开的内容里有不应公开的个人信息。"),
    "secrecy": gettext_lazy("公开的内容里有按现在的规则不应公开的内容。"),
}
SHOWN_IN_PLACE = ("image/png", "image/jpeg", "image/gif", "image/webp")


@require_safe
def thing(request, thing_id):
    return thing_page(request, get_object_or_404(Thing, pk=thing_id))


def thing_page(request, thing: Thing, *, bound=None, status: int = 200):
    """Also the answer to a form that was refused: `bound` is put back with what was typed and why it was refused."""
    dossier = Dossier(user=request.user, thing=thing)
    options = options_for(dossier)
    shown = _forms(dossier, options)
    if request.GET.get("withdraw") in FOUND_IN_PATROL:
        _open_withdrawal(shown, request.GET["withdraw"])
    if bound is not None and bound.name in shown:
        shown[bound.name] = bound
    context = {
        "dossier": dossier,
        "options": options,
        "forms": shown,
        "refused": bound,
        "typed": _typed(bound) if bound is not None and bound.name not in shown else [],
        "last_stage": _is_last_stage(dossier, options),
        "clock": _clock(dossier),
        "preview_files_prefix": _files_prefix(thing, dossier.revision_id),
    }
    return render(request, "review/thing.html", context, status=status)


def _forms(dossier: Dossier, options) -> dict[str, forms.DeskForm]:
    """One empty form for each thing that may be done now."""
    allowed = {
        "submit": options.submit,
        "recall": options.recall,
        "approve": options.capacity,
        "return": options.send_back,
        "urgent": options.urgent,
        "withdraw": options.withdraw,
        "expire": options.expire,
        "at_once": options.at_once,
        "confirm": options.decide_removal,
        "refuse": options.decide_removal,
    }
    return {name: new_form(name, dossier.thing) for name, allow in allowed.items() if allow}


def _open_withdrawal(shown: dict[str, forms.DeskForm], code: str) -> None:
    """One click from the patrol: the form to withdraw stands open, with the reason that fits."""
    for name in ("at_once", "withdraw"):
        if name in shown:
            shown[name].initial = {"reason_code": code, "reason": str(FOUND_IN_PATROL[code])}
            shown[name].is_opened = True
            return


def new_form(name: str, thing: Thing, data=None) -> forms.DeskForm:
    if name == "submit":
        takes_urgency = len(kind_of(thing).stages) > 1
        return forms.SubmitForm(data, is_public=thing.is_public, takes_urgency=takes_urgency)
    plain = (
        forms.RecallForm,
        forms.ApproveForm,
        forms.ReturnForm,
        forms.UrgentForm,
        forms.WithdrawForm,
        forms.ExpireForm,
        forms.AtOnceForm,
        forms.ConfirmForm,
        forms.RefuseForm,
        forms.LiftForm,
        forms.GrantForm,
        forms.DenyForm,
    )
    return next(form for form in plain if form.name == name)(data)


def _typed(bound) -> list[tuple[str, str]]:
    """What stood in a form that has no place on the page any more, so that nobody's words are lost."""
    fields = [(field.label, field.value()) for field in bound]
    return [(label, value) for label, value in fields if isinstance(value, str) and value.strip()]


def _is_last_stage(dossier: Dossier, options) -> bool:
    if not options.capacity or dossier.running.state != SubmissionState.IN_REVIEW:
        return False
    return dossier.running.stage == dossier.kind.stages[-1] or len(dossier.kind.stages) == 1


def _clock(dossier: Dossier) -> tuple[str, bool] | None:
    running = dossier.running
    if running and running.state == SubmissionState.LATE_REVIEW and running.stage in Stage.values:
        return words.remaining(running.late_review_due)
    return None


def _files_prefix(thing: Thing, revision_id) -> str:
    """What stands before `<first 16 digits>/<name>` in the address of a file of this revision."""
    address = reverse("desk:submission_file", args=[thing.pk, revision_id or 0, "0" * 16, "x"])
    return address.removesuffix("0" * 16 + "/x")


@require_safe
def preview(request, thing_id, revision_id):
    """What readers will see, by the public site's own template; what they see already is shown where they see it."""
    thing = get_object_or_404(Thing, pk=thing_id)
    form = _form_of(thing, revision_id)
    number = _public_number(thing, revision_id)
    kind = kind_of(thing)
    has_no_page = kind.is_site or kind.is_batch
    if number and not has_no_page:
        return redirect("version", *thing.index_number.rsplit("/", 1), number)
    if has_no_page:
        return render(request, "review/preview_fields.html", {"fields": lines_of(form), "form": form})
    context = {"form": form, "preview": True, "preview_files_prefix": _files_prefix(thing, revision_id)}
    return render(request, "portal/document.html", context)


def _public_number(thing: Thing, revision_id: int) -> int | None:
    """The number of the version that this revision became, while readers can open it."""
    if not thing.is_public:
        return None
    version = thing.versions.filter(event__revision_id=revision_id, form__isnull=False).first()
    return version.number if version else None


@require_safe
def submission_file(request, thing_id, revision_id, sha_prefix, name):
    """A file of this very revision and of no other; pictures in place, everything else as a download."""
    thing = get_object_or_404(Thing, pk=thing_id)
    files = form_files(_form_of(thing, revision_id))
    found = next((f for f in files if f["sha256"][:16] == sha_prefix and f["name"] == name), None)
    if found is None:
        raise Http404
    try:
        stream = open_blob(found["sha256"])
    except OSError as error:
        raise Refused(_("附件文件不在存储中。请通知系统管理员，并由经办重新上传。")) from error
    in_place = found["media_type"] in SHOWN_IN_PLACE
    response = FileResponse(stream, as_attachment=not in_place, filename=PurePosixPath(name).name)
    response["Content-Type"] = found["media_type"] or "application/octet-stream"
    add_never_cache_headers(response)
    return response


def _form_of(thing: Thing, revision_id: int) -> dict:
    kind = kind_of(thing)
    try:
        return kind.form(kind.load(thing.object_id, revision_id))
    except ObjectDoesNotExist as error:
        raise Http404 from error
