"""Errors that reach the edge: plain Chinese, the right status, JSON for scripts, never a stack trace."""

import json

import pytest
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation, TooManyFieldsSent
from django.db import IntegrityError, OperationalError
from django.test import Client, RequestFactory

from gongkai.core import views
from gongkai.core.errors import BadFile, GongkaiError, NotAllowed, Refused
from gongkai.core.middleware import clear_answer

CASES = [
    (Refused("还缺一次审核。"), 409, "还缺一次审核。"),
    (GongkaiError("别的原因。"), 409, "别的原因。"),
    (NotAllowed("只有安全管理员能办理这件事。"), 403, "只有安全管理员能办理这件事。"),
    (BadFile("文件是空的。"), 400, "文件是空的。"),
    (IntegrityError("gongkai: 已公开的内容不能改。"), 409, "已公开的内容不能改。"),
    (
        OperationalError("gongkai: 公开记录只增不删。\nCONTEXT: PL/pgSQL function x()"),
        409,
        "公开记录只增不删。",
    ),
    (OperationalError("database is locked"), 503, "请过一分钟再试"),
    (SuspiciousOperation("x"), 400, "不能识别的字符"),
    (RequestDataTooBig("x"), 413, "超过了允许的大小"),
    (TooManyFieldsSent("x"), 413, "一次提交的项目太多"),
    (ValueError("PostgreSQL text fields cannot contain NUL (0x00) bytes"), 400, "不能识别的字符"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("error", "status", "sentence"), CASES)
def test_known_errors_become_pages(error, status, sentence):
    answer = clear_answer(RequestFactory().get("/"), error)
    assert answer.status_code == status
    text = answer.content.decode()
    assert sentence in text
    assert "CONTEXT" not in text


@pytest.mark.parametrize(("error", "status", "sentence"), CASES)
def test_scripts_get_json(error, status, sentence):
    answer = clear_answer(RequestFactory().get("/", HTTP_ACCEPT="application/json"), error)
    assert answer.status_code == status
    assert sentence in json.loads(answer.content)["error"]


@pytest.mark.parametrize(
    "error", [IntegrityError("UNIQUE constraint failed"), ValueError("x"), KeyError("x")]
)
def test_unknown_errors_are_left_to_the_log(error):
    assert clear_answer(RequestFactory().get("/"), error) is None


def test_error_page_without_database_or_templates(monkeypatch):
    def broken(name, context, request=None):
        if name.startswith("portal/"):
            raise OperationalError("no such table")
        return original(name, context, request)

    original = views.render_to_string
    monkeypatch.setattr(views, "render_to_string", broken)
    answer = views.server_error(RequestFactory().get("/"))
    text = answer.content.decode()
    assert answer.status_code == 500
    assert "系统出错" in text
    assert "no such table" not in text
    assert "style" not in text


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/%00", "/units/a%00b/", "/?q=%00", "/admin/%00/", "/?%00=1"])
def test_nul_bytes_are_refused_before_the_database_sees_them(path):
    answer = Client().get(path)
    assert answer.status_code == 400
    assert "请求无法识别" in answer.content.decode()


@pytest.mark.django_db
def test_nul_bytes_in_forms_names_of_files_and_cookies():
    client = Client()
    assert client.post("/admin/login/", {"username": "a\0b", "password": "x"}).status_code == 400
    assert client.post("/language/", {"a\0": "x"}).status_code == 400
    assert client.get("/", headers={"cookie": r'sessionid="\000aaaaaaaaaa"'}).status_code == 400


@pytest.mark.django_db
def test_too_many_fields_and_too_much_text(settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 3
    client = Client()
    answer = client.post("/admin/login/", {str(number): "x" for number in range(9)})
    assert (answer.status_code, "项目太多" in answer.content.decode()) == (413, True)
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    answer = client.post("/admin/login/", {"username": "x" * 500})
    assert (answer.status_code, "超过了允许的大小" in answer.content.decode()) == (413, True)


@pytest.mark.django_db
def test_missing_page_is_told_in_chinese():
    answer = Client().get("/no-such-place/")
    assert answer.status_code == 404
    assert "没有这个页面" in answer.content.decode()
