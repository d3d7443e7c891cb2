"""人员与岗位: for the security administrator. First passwords are shown once, in the answer, and kept nowhere."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_otp.plugins.otp_totp.models import TOTPDevice

from gongkai.core.errors import GongkaiError
from gongkai.units import actions, queries, signin
from gongkai.units.forms import AddPersonForm, AssignPostForm, EndPostForm, PeopleFilter
from gongkai.units.models import Role, User
from gongkai.units.rules import has_role
from gongkai.units.views.common import act_and_return, carried_out, page

PER_PAGE = 50


def listing(request):
    form = PeopleFilter(request.GET or None)
    wanted = form.cleaned_data if form.is_valid() else {}
    found = queries.people(text=wanted.get("q", ""), unit_id=getattr(wanted.get("unit"), "pk", None))
    people = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    _mark(people.object_list)
    query = request.GET.copy()
    query.pop("page", None)
    context = {"people": people, "form": form, "query": query.urlencode(), "may": _may(request)}
    return page(request, "people/list.html", title=_("人员与岗位"), icon="user", **context)


def _may(request) -> bool:
    return has_role(request.user, Role.SECURITY_ADMIN)


def _mark(people):
    """What the list shows beside each name: lockouts and bound codes, two queries for the whole page."""
    locked = signin.locked_names([person.username for person in people])
    ids = [person.pk for person in people]
    bound = set(TOTPDevice.objects.filter(user__in=ids, confirmed=True).values_list("user_id", flat=True))
    for person in people:
        person.is_locked, person.has_code = person.username in locked, person.pk in bound
        person.posts_now = [post for post in person.posts.all() if _holds(post)]


def _holds(post) -> bool:
    return post.until is None or post.until >= timezone.localdate()


def add(request):
    form = AddPersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            person, password = actions.add_person(actor=request.user, **form.cleaned_data)
        except GongkaiError as refusal:
            form.add_error(None, str(refusal))
        else:
            return _first_password(request, person, password)
    context = {"form": form, "button": _("增加"), "trail": _trail()}
    return page(request, "form.html", title=_("增加人员"), icon="user", **context)


def _first_password(request, person, password):
    context = {"person": person, "password": password, "trail": _trail()}
    return page(request, "people/first_password.html", title=_("初始口令"), icon="password", **context)


def show(request, pk):
    person = _person(pk)
    form = AssignPostForm(request.POST or None)
    if request.method == "POST" and carried_out(
        request,
        form,
        lambda **data: actions.assign_post(actor=request.user, person=person, **data),
        _("岗位已安排。"),
    ):
        return redirect("units:person", person.pk)
    _mark([person])
    posts = sorted(person.posts.all(), key=lambda post: (not _holds(post), post.since))
    context = {
        "person": person,
        "form": form,
        "posts": posts,
        "today": timezone.localdate(),
        "trail": _trail(),
    }
    context |= {"is_self": person.pk == request.user.pk, "may": _may(request)}
    return page(request, "people/show.html", title=str(person), icon="user", **context)


@require_POST
def end_post(request, pk, post_pk):
    post = get_object_or_404(_person(pk).posts, pk=post_pk)
    form = EndPostForm(request.POST)
    last_day = form.cleaned_data.get("last_day") if form.is_valid() else None
    if form.errors:
        messages.error(request, _("日期填写成年-月-日，如 2026-11-22。"))
        return redirect("units:person", pk)
    return act_and_return(
        request,
        lambda: actions.end_post(actor=request.user, post=post, last_day=last_day),
        _("岗位的结束日期已登记。"),
        "units:person",
        pk,
    )


@require_POST
def change(request, pk, what):
    """停用、启用、解除锁定、重置动态口令、重置口令."""
    person = _person(pk)
    if what == "password":
        return _reset_password(request, person)
    act, done = {
        "disable": (actions.disable_person, _("账号已停用，他的登录随即失效。")),
        "enable": (actions.enable_person, _("账号已启用。")),
        "unlock": (actions.unlock_person, _("锁定已解除。")),
        "code": (actions.reset_code, _("动态口令已重置，下次登录时重新绑定。")),
    }[what]
    return act_and_return(request, lambda: act(actor=request.user, person=person), done, "units:person", pk)


def _reset_password(request, person):
    try:
        password = actions.reset_password(actor=request.user, person=person)
    except GongkaiError as refusal:
        messages.error(request, str(refusal))
        return redirect("units:person", person.pk)
    return _first_password(request, person, password)


def _person(pk):
    return get_object_or_404(User.objects.prefetch_related("posts__unit__names"), pk=pk)


def _trail():
    return [(_("人员与岗位"), reverse("units:people"))]
