"""Form fields of the desk: cleaned HTML, uploaded files, and a document named by its number."""

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import register_form_field_override

from gongkai.core.errors import BadFile
from gongkai.core.models import Thing
from gongkai.documents.importing.clean import clean_html
from gongkai.documents.models.files import StoredFile
from gongkai.documents.text import text_problem
from gongkai.documents.uploads import keep_upload
from gongkai.documents.widgets import DocumentNumberInput, FileChoice, HtmlEditor, StoredFileInput, file_state


@dataclass(frozen=True)
class Owner:
    unit_id: int
    user: object


_owner: ContextVar[Owner | None] = ContextVar("owner_of_uploads", default=None)


@contextmanager
def uploads_of(*, unit_id: int, user):
    """While a form is checked and shown again: whose files it may name, and for whom it stores new ones.

    Outside it a form can name no file at all.
    """
    token = _owner.set(Owner(unit_id=unit_id, user=user))
    try:
        yield
    finally:
        _owner.reset(token)


def _own_file(file_id) -> StoredFile | None:
    owner = _owner.get()
    if owner is None or not str(file_id or "").isdecimal():
        return None
    return StoredFile.objects.filter(pk=min(int(file_id), 2**63 - 1), unit_id=owner.unit_id).first()


class HtmlField(forms.CharField):
    widget = HtmlEditor

    def clean(self, value):
        value = self.to_python(value)
        self.run_validators(value)
        value = clean_html(value)
        self.validate(value)
        if problem := text_problem(value):
            raise ValidationError(problem)
        return value


class StoredFileField(forms.Field):
    """A new upload, or the id of a file that the page's own unit stored before. Other ids are as if they were not."""

    widget = StoredFileInput
    default_error_messages = {
        "required": _("请选择文件。"),
        "missing": _("这个文件不在本单位的文件中，请重新上传。"),
        "not_image": _("这里只能放图片：JPG、PNG、GIF 或 WebP。"),
    }

    def __init__(
        self,
        *,
        images_only=False,
        queryset=None,
        to_field_name=None,
        blank=None,
        limit_choices_to=None,
        **kwargs,
    ):
        self.images_only = images_only
        super().__init__(**kwargs)
        self.widget.images_only = images_only

    def clean(self, value):
        choice = value if isinstance(value, FileChoice) else FileChoice(id=getattr(value, "pk", value))
        if choice.upload is None and choice.id in (None, ""):
            self.validate(None)
            return None
        stored = self._kept(choice.upload) if choice.upload is not None else _own_file(choice.id)
        if stored is None:
            raise ValidationError(self.error_messages["missing"], code="missing")
        if self.images_only and not stored.is_image:
            raise ValidationError(self.error_messages["not_image"], code="not_image")
        return stored

    def _kept(self, upload):
        """Stored at once and remembered on the upload: a form that fails elsewhere is shown again with the file in it."""
        owner = _owner.get()
        if owner is None:
            return None
        if not hasattr(upload, "kept"):
            try:
                upload.kept = keep_upload(upload=upload, unit_id=owner.unit_id, user=owner.user)
            except BadFile as error:
                raise ValidationError(str(error)) from error
        return upload.kept

    def prepare_value(self, value):
        """The state the widget shows. Of what a form named, only the unit's own files are looked up."""
        if isinstance(value, FileChoice):
            value = getattr(value.upload, "kept", None) or _own_file(value.id)
        elif isinstance(value, int):
            value = StoredFile.objects.filter(pk=value).first()
        return file_state(value)

    def has_changed(self, initial, data):
        if not isinstance(data, FileChoice):
            return False
        return data.upload is not None or str(data.id or "") != str(initial or "")


register_form_field_override(models.ForeignKey, to=StoredFile, override={"form_class": StoredFileField})


class DocumentNumberField(forms.CharField):
    """A document named by its index number or its document number (发文字号).

    A list of every document of a city is no list; `resolve` says which documents this person may name.
    """

    widget = DocumentNumberInput
    default_error_messages = {
        "missing": _("没有找到这个索引号或发文字号的文件，请核对。只能选本单位的文件和已公开的文件。")
    }

    def __init__(self, **kwargs):
        self.resolve = None
        super().__init__(max_length=80, **kwargs)

    def prepare_value(self, value):
        if isinstance(value, int):
            found = Thing.objects.filter(kind="document", object_id=value).first()
            return found.index_number if found else ""
        return value

    def clean(self, value):
        value = super().clean(value)
        if not value:
            return None
        found = self.resolve(value) if self.resolve else None
        if found is None:
            raise ValidationError(self.error_messages["missing"], code="missing")
        return found

    def has_changed(self, initial, data):
        return self.prepare_value(initial) != (data or "")
