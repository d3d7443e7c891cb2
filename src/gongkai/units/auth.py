"""Who may sign in, and the one permission that exists."""

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.http import HttpResponse

from gongkai.units.rules import current_posts

ACCESS = "wagtailadmin.access_admin"


class PostBackend(ModelBackend):
    """A current post opens the back office; nothing else is ever granted, to superusers neither.

    What somebody may do there is decided by the rules of each app and by the gate, never by Django's permissions.
    """

    def user_can_authenticate(self, user):
        return user.is_active and (settings.DEMO or not user.is_demo)

    def get_user_permissions(self, user_obj, obj=None):
        return set()

    def get_group_permissions(self, user_obj, obj=None):
        return set()

    def get_all_permissions(self, user_obj, obj=None):
        return {ACCESS} if obj is None and current_posts(user_obj) else set()

    def has_perm(self, user_obj, perm, obj=None):
        return perm in self.get_all_permissions(user_obj, obj)

    def has_module_perms(self, user_obj, app_label):
        return any(perm.startswith(f"{app_label}.") for perm in self.get_all_permissions(user_obj))

    def with_perm(self, perm, is_active=True, include_superusers=True, obj=None):
        from gongkai.units.models import User

        return User.objects.none()


def locked_out(request, response=None, credentials=None) -> HttpResponse:
    """The sign-in page has already said how long to wait; only the status is added."""
    if response is None:
        return HttpResponse(status=429)
    response.status_code = 429
    return response
