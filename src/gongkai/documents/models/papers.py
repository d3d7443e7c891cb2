"""Papers: what a unit writes for the public."""

from django.db import models
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.fields import StreamField

from gongkai.core.actions import register_thing
from gongkai.core.text import CHINESE, MONGOLIAN, TIBETAN
from gongkai.documents.blocks import BODY_BLOCKS
from gongkai.documents.models.pages import PublishablePage
from gongkai.documents.preview import preview_context


class Validity(models.TextChoices):
    IN_FORCE = "in_force", _("有效")
    AMENDED = "amended", _("已修改")
    PARTLY = "partly", _("部分失效")
    REPEALED = "repealed", _("废止")
    LAPSED = "lapsed", _("失效")


class Genre(models.TextChoices):
    """文种：GB/T 9704-2012 的十五种，另加规章与其他。"""

    RESOLUTION = "resolution", _("决议")
    DECISION = "decision", _("决定")
    ORDER = "order", _("命令")
    COMMUNIQUE = "communique", _("公报")
    PROCLAMATION = "proclamation", _("公告")
    ANNOUNCEMENT = "announcement", _("通告")
    OPINION = "opinion", _("意见")
    NOTICE = "notice", _("通知")
    CIRCULAR = "circular", _("通报")
    REPORT = "report", _("报告")
    REQUEST = "request", _("请示")
    REPLY = "reply", _("批复")
    MOTION = "motion", _("议案")
    LETTER = "letter", _("函")
    MINUTES = "minutes", _("纪要")
    OTHER = "other", _("其他")


class Disclosure(models.TextChoices):
    PROACTIVE = "proactive", _("主动公开")
    ON_REQUEST = "on_request", _("依申请公开")


class Language(models.TextChoices):
    ZH = CHINESE, _("中文")
    BO = TIBETAN, _("藏文")
    MN = MONGOLIAN, _("蒙古文")


class Paper(PublishablePage):
    """What every paper has. `column` and `matter` may be empty in a draft and never in a submission.

    The `origin` fields say where it was public before it was taken in here; nobody types them at the desk.
    """

    column = models.ForeignKey(
        "documents.Column",
        verbose_name=_("栏目"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    matter = models.ForeignKey(
        "catalogue.Matter",
        verbose_name=pgettext_lazy("one matter", "公开事项"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    language = models.CharField(
        pgettext_lazy("language", "文字"), max_length=8, choices=Language.choices, default=Language.ZH
    )
    written_on = models.DateField(_("成文日期"), null=True, blank=True)
    source = models.CharField(_("来源"), max_length=120, blank=True)
    keywords = models.CharField(_("关键词"), max_length=200, blank=True, help_text=_("用逗号或空格隔开"))
    summary = models.TextField(_("内容概述"), max_length=500, blank=True)
    origin_name = models.CharField(_("原发布处"), max_length=120, blank=True, editable=False)
    origin_url = models.URLField(_("原网址"), max_length=500, blank=True, editable=False)
    origin_index_number = models.CharField(_("原索引号"), max_length=64, blank=True, editable=False)
    origin_published_on = models.DateField(_("原发布日期"), null=True, blank=True, editable=False)
    body = StreamField(BODY_BLOCKS, verbose_name=_("正文"), blank=True, max_num=200)

    parent_page_types = ["documents.UnitHome"]
    subpage_types = []

    class Meta:
        abstract = True

    def _register(self):
        register_thing(kind=self.kind_name, object_id=self.pk, prefix=self.unit.index_prefix)

    def serve_preview(self, request, mode_name):
        """The public page of this draft, by the same template and from the same form that the door would publish."""
        return render(request, "portal/document.html", preview_context(self))


class Document(Paper):
    """公文和其他公开信息，带国家统一的元数据（标准 6.2）。"""

    kind_name = "document"

    genre = models.CharField(_("文种"), max_length=16, choices=Genre.choices, default=Genre.NOTICE)
    issuer = models.ForeignKey(
        "units.Unit",
        verbose_name=_("发文机关"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("不选时为本单位；名称按成文日期当时的名称显示"),
    )
    outside_issuer = models.CharField(
        _("外单位发文机关"),
        max_length=120,
        blank=True,
        help_text=_("不是本市单位发的文件才填，如 国务院办公厅"),
    )
    co_issuers = models.CharField(_("联合发文机关"), max_length=200, blank=True)
    document_number = models.CharField(
        _("发文字号"), max_length=64, blank=True, help_text=_("如 格政办〔2026〕41号")
    )
    topic = models.CharField(_("主题分类"), max_length=80, blank=True)
    disclosure = models.CharField(
        _("公开方式"), max_length=12, choices=Disclosure.choices, default=Disclosure.PROACTIVE
    )
    effective_on = models.DateField(_("施行日期"), null=True, blank=True)
    expires_on = models.DateField(_("有效期至"), null=True, blank=True)
    validity = models.CharField(
        _("有效性"), max_length=12, choices=Validity.choices, default=Validity.IN_FORCE
    )

    class Meta:
        verbose_name = _("公文/公开信息")


class Interpretation(Paper):
    """政策解读，与所解读的文件互相链接。"""

    kind_name = "interpretation"

    interprets = models.ForeignKey(
        Document,
        verbose_name=_("所解读的文件"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    style = models.CharField(
        _("解读形式"),
        max_length=12,
        default="text",
        choices=[
            ("text", _("文字")),
            ("graphic", _("图解")),
            ("media", _("音视频")),
            ("press", _("发布会")),
            ("interview", _("访谈")),
            ("expert", _("专家")),
        ],
    )

    class Meta:
        verbose_name = _("政策解读")


class News(Paper):
    """动态和公告。"""

    kind_name = "news"

    style = models.CharField(
        _("类别"), max_length=12, default="news", choices=[("news", _("动态")), ("announcement", _("公告"))]
    )

    class Meta:
        verbose_name = _("动态/公告")


class Topic(Paper):
    """专题：一段说明，加上按事项和栏目收集的文件。"""

    kind_name = "topic"

    # Named, because documents have a field `topic` of their own.
    page_ptr = models.OneToOneField(
        "wagtailcore.Page",
        on_delete=models.CASCADE,
        parent_link=True,
        primary_key=True,
        related_name="as_topic",
    )

    class Meta:
        verbose_name = _("专题")
