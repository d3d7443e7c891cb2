"""Organisations through time, people, and the posts they hold."""

from asgiref.sync import sync_to_async
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    CLERK = "clerk", _("经办")
    SECTION_REVIEWER = "section_reviewer", _("科室审核")
    UNIT_SIGNATORY = "unit_signatory", _("单位审签")
    OFFICE = "office", _("政务公开办")
    SYSTEM_ADMIN = "system_admin", _("系统管理员")
    SECURITY_ADMIN = "security_admin", _("安全管理员")
    AUDITOR = "auditor", _("审计员")


ADMIN_ROLES = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR)
MFA_ROLES = (Role.SECTION_REVIEWER, Role.UNIT_SIGNATORY, Role.OFFICE, *ADMIN_ROLES)


class Unit(models.Model):
    """One organisation as long as it legally exists. A renaming is a new `UnitName`; a merger or a takeover of duties
    is a `Succession` to another unit, so that an old document keeps the issuer's name of its day.
    """

    code = models.CharField(_("单位编号"), max_length=20, unique=True)
    parent = models.ForeignKey(
        "self",
        verbose_name=_("上级单位"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
    )
    founded_on = models.DateField(_("成立日期"), null=True, blank=True)
    dissolved_on = models.DateField(_("撤销日期"), null=True, blank=True)
    index_prefix = models.CharField(
        _("索引号前缀"), max_length=40, help_text=_("统一社会信用代码；没有时用单位编号。给出后不再更改。")
    )
    position = models.PositiveSmallIntegerField(_("排序"), default=100)

    class Meta:
        verbose_name = _("单位")
        ordering = ["position", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(dissolved_on__isnull=True)
                | Q(founded_on__isnull=True)
                | Q(dissolved_on__gt=F("founded_on")),
                name="unit_dissolved_after_founded",
            ),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="unit_not_its_own_parent"),
        ]

    def __str__(self):
        return self.name

    @property
    def name(self) -> str:
        return self.name_on(None)

    @property
    def short_name(self) -> str:
        newest = self._name_row(None)
        return (newest.short_name or newest.name) if newest else self.code

    def name_on(self, day) -> str:
        """The legal name on that day; today's (or the last one) when `day` is None."""
        row = self._name_row(day)
        return row.name if row else self.code

    def _name_row(self, day):
        rows = sorted(self.names.all(), key=lambda row: row.since)
        if day is None:
            return rows[-1] if rows else None
        held = [row for row in rows if row.since <= day]
        return held[-1] if held else (rows[0] if rows else None)


class UnitName(models.Model):
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="names")
    name = models.CharField(_("名称"), max_length=120)
    short_name = models.CharField(_("简称"), max_length=40, blank=True)
    since = models.DateField(_("自"))

    class Meta:
        ordering = ["since"]
        constraints = [models.UniqueConstraint(fields=["unit", "since"], name="unit_name_once_a_day")]

    def __str__(self):
        return self.name


class Succession(models.Model):
    class Kind(models.TextChoices):
        MERGED = "merged", _("并入")
        SUCCEEDED = "succeeded", _("职责划入")
        SPLIT = "split", _("分设")

    predecessor = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="successions")
    successor = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="predecessions")
    kind = models.CharField(_("方式"), max_length=12, choices=Kind.choices)
    on = models.DateField(_("日期"))
    basis = models.CharField(_("依据"), max_length=200, blank=True)

    class Meta:
        ordering = ["on"]
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor"], name="succession_once"),
            models.CheckConstraint(condition=~Q(predecessor=F("successor")), name="succession_to_another"),
        ]

    def __str__(self):
        return f"{self.predecessor} → {self.successor}"


class User(AbstractUser):
    """A member of staff. Rights come from posts only; `is_superuser` opens nothing (see `gate.py`)."""

    display_name = models.CharField(_("姓名"), max_length=60)
    is_demo = models.BooleanField(_("演示账号"), default=False)
    must_change_password = models.BooleanField(_("下次登录须改密码"), default=False)

    class Meta:
        verbose_name = _("人员")

    def __str__(self):
        return self.display_name or self.username

    def save(self, *args, **kwargs):
        """The platform's menu greets people by `first_name`, which nothing else uses."""
        if self._state.adding:
            self.first_name = self.display_name
        super().save(*args, **kwargs)

    def get_full_name(self):
        return str(self)

    get_short_name = get_full_name

    @property
    def unit_names(self) -> str:
        """The units where the person holds posts today; the audit trail keeps them with each entry."""
        from gongkai.units.rules import current_posts

        return "、".join(dict.fromkeys(post.unit.name for post in current_posts(self)))

    def has_perm(self, perm, obj=None) -> bool:
        """Django would answer yes to everything for a superuser; here only the backend is asked."""
        return self.is_active and perm in self.get_all_permissions(obj)

    def has_perms(self, perm_list, obj=None) -> bool:
        return all(self.has_perm(perm, obj) for perm in perm_list)

    def has_module_perms(self, app_label) -> bool:
        return self.is_active and any(perm.startswith(f"{app_label}.") for perm in self.get_all_permissions())

    async def ahas_perm(self, perm, obj=None) -> bool:
        return await sync_to_async(self.has_perm)(perm, obj)

    async def ahas_perms(self, perm_list, obj=None) -> bool:
        return await sync_to_async(self.has_perms)(perm_list, obj)

    async def ahas_module_perms(self, app_label) -> bool:
        return await sync_to_async(self.has_module_perms)(app_label)


class Post(models.Model):
    """One person's role in one unit, from a day to a day. 三员分立: nobody holds two of the three administrator roles."""

    user = models.ForeignKey(User, verbose_name=_("人员"), on_delete=models.PROTECT, related_name="posts")
    unit = models.ForeignKey(Unit, verbose_name=_("单位"), on_delete=models.PROTECT, related_name="posts")
    role = models.CharField(_("角色"), max_length=20, choices=Role.choices)
    since = models.DateField(_("自"), default=timezone.localdate)
    until = models.DateField(_("至"), null=True, blank=True)

    class Meta:
        verbose_name = _("岗位")
        ordering = ["unit", "role"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "unit", "role"], condition=Q(until__isnull=True), name="post_once"
            ),
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(until__isnull=True, role__in=["system_admin", "security_admin", "auditor"]),
                name="three_admins_apart",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="post_ends_after_start"
            ),
        ]

    def __str__(self):
        return f"{self.user} {self.get_role_display()} {self.unit}"
