"""The office's own pages: home, columns, unit pages."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gongkai.core.errors import GongkaiError
from gongkai.documents import queries
from gongkai.documents.actions import create_draft
from gongkai.documents.forms.desk import ColumnStartForm, UnitHomeStartForm
from gongkai.documents.models import Column, UnitHome
from gongkai.units.rules import current_posts


@require_safe
def site(request):
    return render(request, "documents/site.html", {"groups": queries.site_groups()})


def _office_unit(request):
    return next(post.unit for post in current_posts(request.user) if post.role == "office")


def new_column(request):
    form = ColumnStartForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _begin(request, form, model=Column, unit=_office_unit(request), **form.cleaned_data)
    context = {"form": form, "title": _("新建栏目")}
    return render(request, "documents/site_new.html", context, status=422 if form.errors else 200)


def new_unit_home(request):
    form = UnitHomeStartForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        unit = form.cleaned_data["unit"]
        return _begin(
            request, form, model=UnitHome, unit=unit, title=unit.name, duties=form.cleaned_data["duties"]
        )
    context = {"form": form, "title": _("新建单位主页")}
    return render(request, "documents/site_new.html", context, status=422 if form.errors else 200)


def _begin(request, form, **values):
    try:
        page = create_draft(author=request.user, **values)
    except GongkaiError as error:
        form.add_error(None, str(error))
        context = {"form": form, "title": _("新建")}
        return render(request, "documents/site_new.html", context, status=422)
    messages.success(request, _("已生成草稿，补齐后送审。"))
    return redirect("wagtailadmin_pages:edit", page.pk)
