import json

import pytest
from click.testing import CliRunner
from django_otp.plugins.otp_totp.models import TOTPDevice

from gongkai.cli.verbs.reset_account import command
from gongkai.core.errors import Refused
from gongkai.core.models import AuditEntry
from gongkai.units.models import Role
from tests.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db


def test_new_password_and_no_device_and_a_line_in_the_log():
    person = make_user(Role.SECURITY_ADMIN, username="secadmin")
    TOTPDevice.objects.create(user=person)
    answer = CliRunner().invoke(command, ["secadmin", "--json"], catch_exceptions=False)
    given = json.loads(answer.output)
    person.refresh_from_db()
    assert person.check_password(given["password"])
    assert not person.check_password(PASSWORD)
    assert (person.must_change_password, TOTPDevice.objects.count()) == (True, 0)
    assert set(AuditEntry.objects.values_list("action", flat=True)) >= {
        "person.reset_password",
        "person.reset_code",
    }


def test_an_unknown_name_is_said_in_chinese():
    with pytest.raises(Refused, match="没有用户名是“nobody”的账号。"):
        CliRunner().invoke(command, ["nobody"], catch_exceptions=False)
