"""Widgets of the desk. Each is a custom element (static/documents/desk.js) around plain inputs."""

from dataclasses import dataclass

from django import forms
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from wagtail.admin.staticfiles import versioned_static
from wagtail.admin.telepath import register
from wagtail.admin.telepath.widgets import WidgetAdapter
from wagtail.admin.widgets import AdminAutoHeightTextInput

from gongkai.documents.copies import words_of_copy
from gongkai.documents.text import LINE_BREAK

IMAGE_TYPES = ".jpg,.jpeg,.png,.gif,.webp"


@dataclass
class FileChoice:
    """What a form says of one file: an id, an upload, or neither."""

    id: object = None
    upload: object = None


def file_state(stored) -> dict | None:
    if stored is None:
        return None
    return {
        "id": stored.pk,
        "name": stored.name,
        "size": filesizeformat(stored.size),
        "image": stored.is_image,
        "url": reverse("desk:file", args=[stored.pk]),
        "notes": words_of_copy(stored),
    }


class DeskMedia:
    @property
    def media(self):
        return forms.Media(
            css={"all": [versioned_static("documents/desk.css"), versioned_static("review/checks.css")]},
            js=[versioned_static("documents/desk.js")],
        )


class TitleInput(AdminAutoHeightTextInput):
    """A long title is seen whole. It stays one line, however it was typed or pasted."""

    def value_from_datadict(self, data, files, name):
        value = super().value_from_datadict(data, files, name)
        return value and "".join(line.strip() for line in LINE_BREAK.split(value))


class HtmlEditor(DeskMedia, forms.Textarea):
    template_name = "documents/widgets/html_editor.html"

    @property
    def media(self):
        jodit = "documents/vendor/jodit/jodit.min"
        return forms.Media(
            css={"all": [versioned_static(f"{jodit}.css")]}, js=[versioned_static(f"{jodit}.js")]
        ) + (super().media)


class StoredFileInput(DeskMedia, forms.Widget):
    template_name = "documents/widgets/stored_file.html"
    needs_multipart_form = True
    images_only = False

    def format_value(self, value):
        return value

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["widget"]["accept"] = IMAGE_TYPES if self.images_only else ""
        context["widget"]["file"] = value if isinstance(value, dict) else None
        return context

    def value_from_datadict(self, data, files, name):
        return FileChoice(id=data.get(name) or None, upload=files.get(f"{name}-upload"))

    def value_omitted_from_data(self, data, files, name):
        return name not in data and f"{name}-upload" not in files


class DayInput(forms.DateInput):
    """The browser's own date input: it needs no script."""

    input_type = "date"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%Y-%m-%d")


class DocumentNumberInput(forms.TextInput):
    """A text input with suggestions; `suggestions` is a list of (number, title)."""

    template_name = "documents/widgets/document_number.html"

    def __init__(self, attrs=None):
        super().__init__(attrs)
        self.suggestions = []

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["widget"]["list_id"] = f"{name}-suggestions"
        context["widget"]["attrs"]["list"] = context["widget"]["list_id"]
        context["widget"]["suggestions"] = self.suggestions
        return context


class SearchableSelect(DeskMedia, forms.Select):
    """A select with a box above it that narrows the choices; without script it is the select alone."""

    template_name = "documents/widgets/searchable_select.html"


class HtmlEditorAdapter(WidgetAdapter):
    js_constructor = "gongkai.HtmlEditor"


class StoredFileAdapter(WidgetAdapter):
    js_constructor = "gongkai.StoredFile"


register(HtmlEditorAdapter(), HtmlEditor)
register(StoredFileAdapter(), StoredFileInput)
