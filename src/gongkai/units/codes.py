"""Dynamic codes (动态口令, TOTP): who needs one, enrolment, checking. Replay and guessing are held by the device row."""

import math
import unicodedata
from base64 import b32encode

import segno
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_otp.plugins.otp_totp.models import TOTPDevice

from gongkai.core.errors import Refused
from gongkai.units.models import MFA_ROLES
from gongkai.units.rules import current_posts


def device_of(user) -> TOTPDevice | None:
    return TOTPDevice.objects.filter(user=user, confirmed=True).first()


def must_have_code(user) -> bool:
    """Reviewers, the office and the three administrators; demo accounts are exempt and say so on every page."""
    return not user.is_demo and any(post.role in MFA_ROLES for post in current_posts(user))


def needs_code(user) -> bool:
    return must_have_code(user) or device_of(user) is not None


def begin_enrolment(*, user) -> TOTPDevice:
    """A fresh secret for each beginning: what an earlier, unfinished enrolment showed is worth nothing."""
    with transaction.atomic():
        TOTPDevice.objects.filter(user=user, confirmed=False).delete()
        return TOTPDevice.objects.create(user=user, name="动态口令", confirmed=False)


def enrolling_device(user) -> TOTPDevice | None:
    return TOTPDevice.objects.filter(user=user, confirmed=False).first()


def check_code(*, user, code: str, enrolling: bool = False) -> TOTPDevice:
    """The device that accepts this code, or Refused. One code works once; each failure doubles the wait."""
    digits = unicodedata.normalize("NFKC", code).replace(" ", "")
    if not (len(digits) == 6 and digits.isascii() and digits.isdigit()):
        raise Refused(_("动态口令是 6 位数字，请照手机上的显示填写。"))
    with transaction.atomic():  # the row is locked, so two requests cannot use one code
        device = TOTPDevice.objects.select_for_update().filter(user=user, confirmed=not enrolling).first()
        wait = _seconds_to_wait(device)
        accepted = device is not None and not wait and device.verify_token(digits)
        if accepted and enrolling:
            device.confirmed = True
            device.save(update_fields=["confirmed"])
    if wait:
        raise Refused(_("动态口令输错次数过多，请过 %(seconds)d 秒再试。") % {"seconds": wait})
    if not accepted:
        raise Refused(_("动态口令不对，或者已经用过。请等手机上换出新的一组再填。"))
    return device


def secret_text(device: TOTPDevice) -> str:
    """The secret as authenticator apps take it by hand, in fours."""
    secret = b32encode(device.bin_key).decode()
    return " ".join(secret[i : i + 4] for i in range(0, len(secret), 4))


def qr_svg(device: TOTPDevice) -> str:
    """Inline SVG with presentation attributes only, as the content security policy demands."""
    code = segno.make(device.config_url, error="m", micro=False)
    return code.svg_inline(
        border=4, omitsize=True, dark="#12242d", light="#ffffff", svgclass=None, lineclass=None
    )


def _seconds_to_wait(device) -> int:
    if device is None:
        return 0
    allowed, details = device.verify_is_allowed()
    if allowed:
        return 0
    left = (details["locked_until"] - timezone.now()).total_seconds() if details else 1
    return max(1, math.ceil(left))
