from django.views import i18n
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST


@csrf_exempt
@require_POST
def set_language(request):
    """Keep the reader's language in a cookie. No CSRF token: nothing is at stake, and public pages stay cookie-free."""
    return i18n.set_language(request)
