"""词表与脱敏规则: what counts now, its versions, and the import of a new one."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gongkai.core.errors import GongkaiError
from gongkai.review import actions
from gongkai.review.checkup import label_of
from gongkai.review.forms import RuleListForm
from gongkai.review.models import RuleList
from gongkai.review.rulelists import FILES, current_rulebook, current_text, words_of_mask
from gongkai.units.rules import is_office


def rule_lists(request):
    form = RuleListForm(request.POST or None, request.FILES or None)
    name = request.POST.get("list", "")
    if request.method == "POST":
        if name not in RuleList.Name.values:
            form.add_error(None, _("请选择词表或者脱敏规则。"))
        elif form.is_valid() and _imported(request, form, name):
            return redirect("desk:rule_lists")
    book = current_rulebook()
    context = {
        "book": book,
        "masks": [(label_of(kind), words_of_mask(book.masks[kind])) for kind in sorted(book.masks)],
        "versions": RuleList.objects.select_related("made_by").order_by("-made_at", "-id")[:50],
        "names": RuleList.Name.choices,
        "chosen": name,
        "form": form,
        "may_import": is_office(request.user),
    }
    return render(request, "review/rule_lists.html", context, status=400 if form.errors else 200)


def _imported(request, form, name: str) -> bool:
    source_name, content = form.cleaned_data["file"]
    note = form.cleaned_data["note"]
    try:
        made = actions.import_rule_list(
            name=name, content=content, source_name=source_name, note=note, person=request.user
        )
    except GongkaiError as error:
        for line in str(error).splitlines():
            form.add_error(None, line)
        return False
    messages.success(
        request,
        _("已导入%(name)s第 %(number)d 版。以后的检查按这一版；已经公开的会重新检查。")
        % {"name": made.get_name_display(), "number": made.number},
    )
    return True


@require_safe
def rule_list_file(request, name):
    if name not in RuleList.Name.values:
        raise Http404
    response = HttpResponse(current_text(name), content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{FILES[name]}"'
    return response
