"""People, units and papers for tests, made through the product's own actions wherever there is one."""

import io
import itertools
from datetime import date

import factory

from gongkai.catalogue.models import Matter
from gongkai.core.files import store_bytes
from gongkai.core.models import Thing
from gongkai.documents.actions import create_draft
from gongkai.documents.models import Column, Document, Home, StoredFile, UnitHome
from gongkai.review import actions as review
from gongkai.units.models import Post, Role, Unit, UnitName, User

PASSWORD = "a-long-test-password-7"
_serial = itertools.count(1)


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"person{n}")
    display_name = factory.Sequence(lambda n: f"人员{n}")
    password = factory.django.Password(PASSWORD)


class UnitFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Unit
        skip_postgeneration_save = True

    code = factory.Sequence(lambda n: f"900{n:06d}")
    index_prefix = factory.SelfAttribute("code")
    founded_on = date(2001, 1, 1)

    @factory.post_generation
    def name(self, create, extracted, **kwargs):
        name = extracted or f"某市第{self.code[-3:]}局"
        UnitName.objects.create(unit=self, name=name, short_name=name[2:], since=date(2001, 1, 1))


class MatterFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Matter

    code = factory.Sequence(lambda n: f"2.6-{n:03d}")
    clause = "2.6"
    topic = "重点领域信息公开"
    title = factory.Sequence(lambda n: f"规范性文件{n}")
    elements = "标题\n正文\n文号"
    basis = "《政府信息公开条例》第二十条第（一）项"
    time_limit = "形成或变更之日起20个工作日内"
    publisher = "各部门"
    channels = "政府网站"


def make_user(role: str | None = None, unit: Unit | None = None, **fields) -> User:
    user = UserFactory(**fields)
    if role:
        Post.objects.create(user=user, unit=unit or UnitFactory(), role=role, since=date(2020, 1, 1))
    return user


class City:
    """A small city: an office, a bureau with all its posts, one column and one matter, all public through the door."""

    def __init__(self):
        self.office_unit = UnitFactory(name="某市人民政府办公室")
        self.unit = UnitFactory(name="某市财政局", parent=self.office_unit)
        self.office = make_user(Role.OFFICE, self.office_unit)
        self.office2 = make_user(Role.OFFICE, self.office_unit)
        self.clerk = make_user(Role.CLERK, self.unit)
        self.section = make_user(Role.SECTION_REVIEWER, self.unit)
        self.signatory = make_user(Role.UNIT_SIGNATORY, self.unit)
        self.auditor = make_user(Role.AUDITOR, self.office_unit)
        self.matter = MatterFactory()
        self.home = self.make_site(
            Home, self.office_unit, title="某市政务公开", organiser="某市人民政府办公室"
        )
        self.column = self.make_column("policy", "政策文件")
        self.unit_home = self.make_site(UnitHome, self.unit, title="某市财政局", duties="管理本级财政收支")

    def make_site(self, model, unit, **fields):
        page = create_draft(model=model, unit=unit, author=self.office, **fields)
        submission = review.submit(thing=page.thing, author=self.office)
        review.approve(submission=submission, person=self.office2)
        return page

    def make_column(self, code: str, title: str, **fields) -> Column:
        values = {
            "column_type": "政策文件",
            "description": f"{title}栏目",
            "keywords": title,
            "code": code,
        } | fields
        return self.make_site(Column, self.office_unit, title=title, **values)

    def draft(self, **fields) -> Document:
        number = next(_serial)
        values = {
            "title": f"关于第{number}件事的通知",
            "column": self.column,
            "matter": self.matter,
            "written_on": date(2026, 9, 29),
            "document_number": f"财发〔2026〕{number}号",
            "summary": "概述",
            "body": [("text", f"<p>各科室：</p><p>第{number}件事的内容。</p>")],
        } | fields
        return create_draft(model=Document, unit=self.unit, author=self.clerk, **values)

    def draft_of(self, model, **fields):
        """A draft of another kind of paper, with what every paper must have."""
        values = {"column": self.column, "matter": self.matter, "written_on": date(2026, 9, 30)} | {
            "title": "一件",
            "summary": "概述",
            "body": [("text", "<p>正文</p>")],
        }
        return create_draft(model=model, unit=self.unit, author=self.clerk, **(values | fields))

    def store_file(self, name="表.xlsx", media_type="application/octet-stream", content=b"bytes of a file"):
        """A file of the bureau, as it stands after an upload."""
        blob = store_bytes(io.BytesIO(content))
        return StoredFile.objects.create(
            unit=self.unit,
            name=name,
            media_type=media_type,
            size=blob.size,
            sha256=blob.sha256,
            original_sha256=blob.sha256,
            uploaded_by=self.clerk,
        )

    def submit(self, page, **kwargs):
        return review.submit(thing=page.thing, author=self.clerk, **kwargs)

    def approve_all(self, submission):
        for person in (self.section, self.signatory, self.office):
            submission = review.approve(submission=submission, person=person)
        return submission

    def publish(self, page=None, **kwargs) -> Thing:
        page = page or self.draft()
        self.approve_all(self.submit(page, **kwargs))
        return page.thing
