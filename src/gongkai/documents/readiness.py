"""What a paper still lacks before it may be submitted for review. Sentences for the clerk, each with its remedy."""

from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongkai.documents.importing.numbers import document_number_problem
from gongkai.documents.models.papers import Document, Interpretation, Paper
from gongkai.documents.queries import is_waiting_in_intake, same_public_number

_WAITING = gettext_lazy("这一件在历史信息入库批次里，由政务公开办整批审核；要单独送审，先从批次里去掉。")


def paper_problems(page: Paper) -> list[str]:
    problems = [str(_WAITING)] if is_waiting_in_intake(page) else []
    if not page.title.strip():
        problems.append(_("填写标题。"))
    if not page.column_id:
        problems.append(_("选择栏目：这件信息放在网站的哪一栏。"))
    if not page.matter_id:
        problems.append(_("选择公开事项：这件信息按哪一项公开。"))
    if not page.written_on:
        problems.append(_("填写成文日期。"))
    problems += _content_problems(page)
    if isinstance(page, Document):
        problems += _document_problems(page)
    if isinstance(page, Interpretation) and not page.interprets_id:
        problems.append(_("选择所解读的文件，解读要与文件互相链接。"))
    return problems


def _content_problems(page: Paper) -> list[str]:
    problems = []
    has_text = any(strip_tags(str(block.value)).strip() for block in page.body if block.block_type == "text")
    images = [block.value for block in page.body if block.block_type == "image"]
    if not has_text and not images and not page.attachments.count():
        problems.append(_("正文是空的，也没有附件。"))
    for number, image in enumerate(images, start=1):
        if not image["file"]:
            problems.append(_("正文第 %(number)d 张图片没有文件，请上传或删去这一块。") % {"number": number})
        if not image["alt"].strip() and not image.get("decorative"):
            problems.append(
                _("正文第 %(number)d 张图片没有文字说明，看不见图的人读不到它。") % {"number": number}
            )
    return problems


def _document_problems(page: Document) -> list[str]:
    if not page.document_number:
        return []
    problem = document_number_problem(page.document_number) or same_public_number(
        number=page.document_number, issuer_id=page.issuer_id or page.unit_id, but=page.pk
    )
    return [problem] if problem else []
