"""Addresses of sign-in and of one's own account (mounted at /admin/ before the platform's own) and the back-office pages."""

from django.urls import path, re_path
from wagtail.admin.auth import require_admin_access

from gongkai.units.views import account, log, people, signin, units

urlpatterns = [
    path("login/", signin.password_step, name="wagtailadmin_login"),
    path("login/code/", signin.code_step, name="signin_code"),
    path("login/enrol/", signin.enrol_step, name="signin_enrol"),
    path("account/", require_admin_access(account.account), name="wagtailadmin_account"),
]

back_office = [
    path("account/password/", account.change_password, name="password"),
    path("account/code/", account.my_code, name="my_code"),
    path("account/code/begin/", account.begin_code, name="begin_code"),
    path("organisations/", units.tree, name="tree"),
    path("organisations/add/", units.add, name="add"),
    path("organisations/<str:code>/", units.show, name="show"),
    path("organisations/<str:code>/rename/", units.rename, name="rename"),
    path("organisations/<str:code>/dissolve/", units.dissolve, name="dissolve"),
    path("organisations/<str:code>/succeed/", units.succeed, name="succeed"),
    path("people/", people.listing, name="people"),
    path("people/add/", people.add, name="add_person"),
    path("people/<int:pk>/", people.show, name="person"),
    path("people/<int:pk>/posts/<int:post_pk>/end/", people.end_post, name="end_post"),
    re_path(
        r"^people/(?P<pk>[0-9]{1,18})/(?P<what>disable|enable|unlock|code|password)/$",
        people.change,
        name="change_person",
    ),
    path("log/", log.listing, name="log"),
    path("log/download/", log.download, name="log_download"),
]
