"""The site itself: home with its settings, columns, unit pages. They too change through the door only."""

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from gongkai.documents.models.files import StoredFile
from gongkai.documents.models.pages import PublishablePage

DOMAIN = RegexValidator(
    r"^[\w-]{1,63}(\.[\w-]{1,63})+\Z", _("只写域名，如 www.example.gov.cn，不带 http:// 和斜杠。")
)


def _mark(label):
    return models.ForeignKey(
        StoredFile, verbose_name=label, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )


class Home(PublishablePage):
    """首页与站点设置。页脚要素只显示填了的，不编造。"""

    kind_name = "home"

    organiser = models.CharField(_("主办单位"), max_length=120)
    undertaker = models.CharField(_("承办单位"), max_length=120, blank=True)
    motto = models.CharField(_("首页主题语"), max_length=60, default="公开为常态，不公开为例外")
    motto_note = models.CharField(_("主题语说明"), max_length=120, blank=True)
    telephone = models.CharField(_("咨询电话"), max_length=40, blank=True)
    office_hours = models.CharField(_("办公时间"), max_length=80, blank=True)
    description = models.CharField(
        _("网站描述"), max_length=300, blank=True, help_text=_("国家网页标签规范中的 ColumnDescription")
    )
    keywords = models.CharField(_("网站关键词"), max_length=200, blank=True, help_text=_("几个词之间用逗号"))
    site_domain = models.CharField(
        _("网站域名"),
        max_length=120,
        blank=True,
        validators=[DOMAIN],
        help_text=_("如 www.example.gov.cn"),
    )
    site_code = models.CharField(_("网站标识码"), max_length=20, blank=True)
    icp_number = models.CharField(_("ICP 备案号"), max_length=40, blank=True)
    police_number = models.CharField(_("公安备案号"), max_length=40, blank=True)
    police_url = models.URLField(_("公安备案链接"), blank=True)
    government_mark_url = models.URLField(_("党政机关网站标识链接"), blank=True)
    government_mark = _mark(_("党政机关网站标识图片"))
    error_report_url = models.URLField(_("我为政府网站找错链接"), blank=True)
    error_report_mark = _mark(_("我为政府网站找错图片"))
    ipv6 = models.BooleanField(_("本站支持 IPv6"), default=False)

    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["documents.Column", "documents.UnitHome"]
    preview_modes = []

    class Meta:
        verbose_name = _("首页与站点设置")


class Column(PublishablePage):
    kind_name = "column"

    # Named, because papers have a field `column` of their own.
    page_ptr = models.OneToOneField(
        "wagtailcore.Page",
        on_delete=models.CASCADE,
        parent_link=True,
        primary_key=True,
        related_name="as_column",
    )
    parent_column = models.ForeignKey(
        "self", verbose_name=_("上级栏目"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    code = models.SlugField(
        _("栏目代码"), max_length=40, unique=True, help_text=_("用在网址里，发布后不再更改")
    )
    column_type = models.CharField(
        _("栏目类别"), max_length=40, help_text=_("国家网页标签规范中的 ColumnType")
    )
    description = models.CharField(_("栏目描述"), max_length=300)
    keywords = models.CharField(_("栏目关键词"), max_length=200)
    position = models.PositiveSmallIntegerField(_("排序"), default=100)

    parent_page_types = ["documents.Home"]
    subpage_types = []
    preview_modes = []

    class Meta:
        verbose_name = _("栏目")


class UnitHome(PublishablePage):
    """单位主页：条例 §20（二）要求公开的机构职能、地址、时间、联系方式和负责人。"""

    kind_name = "unit_home"

    duties = models.TextField(_("机构职能"), max_length=6000, help_text=_("一行一条"))
    leaders = models.TextField(_("负责人"), max_length=2000, blank=True, help_text=_("一行一位：姓名，职务"))
    address = models.CharField(_("办公地址"), max_length=200, blank=True)
    office_hours = models.CharField(_("办公时间"), max_length=120, blank=True)
    telephone = models.CharField(_("联系电话"), max_length=60, blank=True)
    fax = models.CharField(_("传真"), max_length=60, blank=True)
    email = models.EmailField(_("电子邮箱"), blank=True)

    parent_page_types = ["documents.Home"]
    subpage_types = ["documents.Document", "documents.Interpretation", "documents.News", "documents.Topic"]
    preview_modes = []

    class Meta:
        verbose_name = _("单位主页")
