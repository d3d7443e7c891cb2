"""What the editor shows of each page type: tabs, fields, hints."""

from django.forms import Select
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    TabbedInterface,
)

from gongkai.documents.forms import editor as forms
from gongkai.documents.models import Column, Document, Home, Interpretation, News, Topic, UnitHome
from gongkai.documents.widgets import DayInput, SearchableSelect, TitleInput


class AttachmentsPanel(InlinePanel):
    """Wagtail's own, started by desk.js: the page's content security policy allows no inline script."""

    class BoundPanel(InlinePanel.BoundPanel):
        template_name = "documents/panels/attachments.html"


def day(name, **kwargs):
    return FieldPanel(name, widget=DayInput, **kwargs)


TITLE = FieldPanel(
    "title",
    classname="title",
    widget=TitleInput,
    heading=_("标题"),
    help_text=_("写全称，与公文标题一致"),
)
BODY = FieldPanel(
    "body", help_text=_("可从 Word、WPS 直接粘贴；表格、合并单元格和对齐会保留，字体和颜色不保留。")
)
ATTACHMENTS = AttachmentsPanel(
    "attachments",
    heading=_("附件"),
    label=_("附件"),
    panels=[FieldPanel("file"), FieldPanel("title")],
    max_num=50,
    help_text=_("一次可选多个文件。附件和正文一并审核、一并公开。"),
)
WRITTEN_ON = day("written_on", help_text=_("公文上落款的日期"))
COLUMN = FieldPanel("column", widget=Select, help_text=_("放在网站的哪一栏"))
MATTER = FieldPanel(
    "matter", widget=SearchableSelect, help_text=_("按方案和标准目录的哪一项公开；可输入几个字查找")
)
DISCLOSURE_TAB = _("公开属性")
ELEMENTS_TAB = _("要素")


def _content(*head):
    return ObjectList([TITLE, *head, BODY, ATTACHMENTS], heading=_("内容"))


def _common():
    return [
        FieldRowPanel([FieldPanel("source", help_text=_("转载时填写")), FieldPanel("language")]),
        FieldPanel("keywords"),
        FieldPanel("summary", help_text=_("两三句话说清写了什么，显示在列表和元数据里")),
    ]


def _document_tabs():
    elements = [
        FieldRowPanel(
            [
                FieldPanel("genre"),
                FieldPanel("topic", help_text=_("如 城乡建设、环境保护\\环境监测、保护与治理")),
            ]
        ),
        FieldRowPanel([FieldPanel("issuer"), FieldPanel("co_issuers", help_text=_("几个机关之间用顿号"))]),
        FieldRowPanel([day("effective_on"), day("expires_on"), FieldPanel("validity")]),
        *_common(),
    ]
    return [
        _content(FieldRowPanel([FieldPanel("document_number"), WRITTEN_ON])),
        ObjectList(elements, heading=ELEMENTS_TAB),
        ObjectList([COLUMN, MATTER, FieldPanel("disclosure")], heading=DISCLOSURE_TAB),
        ObjectList(
            [HelpPanel(template="documents/panels/interpretations.html", heading=_("对本件的解读"))],
            heading=_("关联"),
        ),
    ]


def _paper_tabs(*related, elements=()):
    tabs = [
        _content(WRITTEN_ON),
        ObjectList([*elements, *_common()], heading=ELEMENTS_TAB),
        ObjectList([COLUMN, MATTER], heading=DISCLOSURE_TAB),
    ]
    return [*tabs, ObjectList(list(related), heading=_("关联"))] if related else tabs


def _fields(*names):
    return [FieldPanel(name) for name in names]


def _home_tabs():
    site = [
        FieldPanel("title", classname="title", heading=_("网站名称"), help_text=" "),
        FieldRowPanel(_fields("organiser", "undertaker")),
        FieldRowPanel(_fields("motto", "motto_note")),
        FieldRowPanel(_fields("telephone", "office_hours")),
        *_fields("description", "keywords"),
    ]
    numbers = MultiFieldPanel(
        _fields("site_domain", "site_code", "icp_number", "police_number", "police_url", "ipv6"),
        heading=_("域名和备案"),
        help_text=_("没有批下来的不填，页脚只显示填了的。"),
    )
    marks = MultiFieldPanel(
        _fields("government_mark_url", "government_mark", "error_report_url", "error_report_mark"),
        heading=_("页脚标识"),
        help_text=_("图片用发放单位给的原图，不自己画；没有图片时显示文字。"),
    )
    return [ObjectList(site, heading=_("内容")), ObjectList([numbers, marks], heading=_("页脚"))]


def _column_tabs():
    return [
        ObjectList(
            [
                FieldPanel("title", classname="title", heading=_("栏目名称"), help_text=" "),
                FieldRowPanel(_fields("code", "position")),
                FieldPanel("parent_column", widget=Select),
                *_fields("column_type", "description", "keywords"),
            ],
            heading=_("内容"),
        )
    ]


def _unit_home_tabs():
    return [
        ObjectList(
            [
                FieldPanel("title", classname="title", heading=_("单位名称"), help_text=" "),
                *_fields("duties", "leaders", "address"),
                FieldRowPanel(_fields("office_hours", "telephone")),
                FieldRowPanel(_fields("fax", "email")),
            ],
            heading=_("内容"),
        )
    ]


def _tabs_and_form(model):
    return {
        Document: (_document_tabs, forms.DocumentForm),
        Interpretation: (
            lambda: _paper_tabs(FieldPanel("interprets"), elements=_fields("style")),
            forms.InterpretationForm,
        ),
        News: (lambda: _paper_tabs(elements=_fields("style")), forms.PaperForm),
        Topic: (_paper_tabs, forms.PaperForm),
        Home: (_home_tabs, forms.HomeForm),
        Column: (_column_tabs, forms.ColumnForm),
        UnitHome: (_unit_home_tabs, forms.DeskForm),
    }[model]


def edit_handler_for(model):
    tabs, form_class = _tabs_and_form(model)
    return TabbedInterface(tabs(), base_form_class=form_class).bind_to_model(model)
