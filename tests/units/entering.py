"""Signed-in clients for tests: the session is what the sign-in pages would have made, dynamic code included."""

import time

from django.test import Client
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from gongkai.units import codes, signin


def enter(user, client: Client | None = None) -> Client:
    client = client or Client()
    client.force_login(user, backend=signin.BACKEND)
    session = client.session
    session[signin.ENTERED] = session[signin.SEEN] = int(time.time())
    if codes.must_have_code(user):
        session[DEVICE_ID_SESSION_KEY] = bound_device(user).persistent_id
    session.save()
    return client


def bound_device(user) -> TOTPDevice:
    return TOTPDevice.objects.get_or_create(user=user, confirmed=True, defaults={"name": "test"})[0]


def current_code(device, steps: int = 0) -> str:
    """The code of now, or of some steps of 30 seconds away (the device accepts one step either way)."""
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift)
    totp.time = time.time() + steps * device.step
    return f"{totp.token():06d}"
