"""The body of a paper: passages of cleaned HTML and pictures."""

from django.utils.functional import cached_property
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from gongkai.documents.text import validate_line

TEXT_MAX_LENGTH = 300_000


class HtmlBlock(blocks.FieldBlock):
    """A passage with headings, lists and tables. Whatever is pasted, only the vocabulary of `clean_html` is kept."""

    def __init__(self, required=True, **kwargs):
        self._required = required
        super().__init__(**kwargs)

    @cached_property
    def field(self):
        from gongkai.documents.fields import HtmlField

        return HtmlField(required=self._required, max_length=TEXT_MAX_LENGTH)

    def get_searchable_content(self, value):
        return [strip_tags(value or "")]

    class Meta:
        icon = "pilcrow"
        default = ""


class StoredFileBlock(blocks.FieldBlock):
    """A `StoredFile`, kept in the body by its id."""

    def __init__(self, required=True, help_text="", **kwargs):
        self._required = required
        self._help_text = help_text
        super().__init__(**kwargs)

    @cached_property
    def field(self):
        from gongkai.documents.fields import StoredFileField

        return StoredFileField(required=self._required, images_only=True, help_text=self._help_text)

    def to_python(self, value):
        return self.bulk_to_python([value])[0]

    def bulk_to_python(self, values):
        from gongkai.documents.models.files import StoredFile

        found = StoredFile.objects.in_bulk([value for value in values if isinstance(value, int)])
        return [found.get(value) for value in values]

    def get_prep_value(self, value):
        return getattr(value, "pk", None)

    class Meta:
        icon = "image"


class ImageBlock(blocks.StructBlock):
    file = StoredFileBlock(label=_("图片文件"), help_text=_("JPG、PNG、GIF 或 WebP"))
    alt = blocks.CharBlock(
        label=_("文字说明"),
        required=False,
        max_length=200,
        validators=[validate_line],
        help_text=_("写给看不见图的人；图解要写全文要点。送审前必须填写。"),
    )
    caption = blocks.CharBlock(
        label=_("图注"),
        required=False,
        max_length=200,
        validators=[validate_line],
        help_text=_("显示在图片下方，可不填"),
    )
    decorative = blocks.BooleanBlock(label=_("只作装饰，没有信息"), required=False)

    class Meta:
        icon = "image"
        label_format = "{alt}"


BODY_BLOCKS = [
    ("text", HtmlBlock(required=False, label=_("文字和表格"))),
    ("image", ImageBlock(label=_("图片"))),
]
