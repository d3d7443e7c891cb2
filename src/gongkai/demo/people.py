"""Units and people of the demo city."""

from django.contrib.auth.hashers import make_password

from gongkai.demo.accounts import ACCOUNTS, PASSWORD
from gongkai.units.actions.people import assign_post
from gongkai.units.actions.units import add_unit, dissolve_unit, record_succession, rename_unit
from gongkai.units.models import Role, Unit, User

WORKING = {
    Role.CLERK: "经办",
    Role.SECTION_REVIEWER: "科室负责人",
    Role.UNIT_SIGNATORY: "分管负责人",
}


def load_units(rows: list[dict]) -> dict[str, Unit]:
    """Every unit with its names through time; what no longer exists hands over to its successor."""
    units: dict[str, Unit] = {}
    for row in rows:
        first, *later = row["names"]
        unit = units[row["code"]] = add_unit(
            actor=None,
            code=row["code"],
            name=first["name"],
            short_name=first["short"],
            since=first["since"],
            parent=units.get(row.get("parent")),
            founded_on=row.get("founded_on"),
            position=row["position"],
        )
        for name in later:
            rename_unit(
                actor=None, unit=unit, name=name["name"], short_name=name["short"], since=name["since"]
            )
    for row in rows:
        if "dissolved_on" in row:
            _hand_over(units, row)
    return units


def _hand_over(units, row):
    unit, succession = units[row["code"]], row["succession"]
    dissolve_unit(actor=None, unit=unit, on=row["dissolved_on"])
    record_succession(
        actor=None,
        predecessor=unit,
        successor=units[succession["to"]],
        kind=succession["kind"],
        on=succession["on"],
        basis=succession["basis"],
    )


class Staff:
    """Who does what in the demo city, by unit code and role."""

    def __init__(self, units: dict[str, Unit]):
        self.units = units
        self.by_post: dict[tuple[str, str], User] = {}
        self.by_name: dict[str, User] = {}

    def load_accounts(self) -> None:
        """All with the one public password, hashed once: hashing is slow by design."""
        password = make_password(PASSWORD)
        for account in ACCOUNTS:
            self._add(account["username"], account["name"], password, account["unit_code"], account["post"])

    def load_others(self, codes: list[str]) -> None:
        """The staff of units without a demo account: they act in the history but have no password to sign in with."""
        for code in codes:
            for role, title in WORKING.items():
                if (code, role) not in self.by_post:
                    name = f"{self.units[code].short_name}{title}"
                    self._add(f"{role}-{code}", name, make_password(None), code, role)

    def of(self, code: str, role: str) -> User:
        return self.by_post[code, role]

    def account(self, username: str) -> User:
        return self.by_name[username]

    def _add(self, username: str, name: str, password: str, code: str, role: str) -> None:
        person = User.objects.create(username=username, display_name=name, password=password, is_demo=True)
        assign_post(actor=None, person=person, unit=self.units[code], role=role)
        self.by_name[username] = person
        self.by_post.setdefault((code, role), person)
