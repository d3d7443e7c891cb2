"""The desk's own content security policy: as the public one, but for styles that editors write on elements."""

from csp.constants import NONCE, UNSAFE_INLINE

from gongkai.units.gate import BACK_OFFICE


def desk_policy(get_response):
    """The text editor sets widths and alignment as style attributes, and marks chosen table cells by a style element
    that carries the page's nonce. Scripts stay 'self' here too."""

    def middleware(request):
        response = get_response(request)
        if request.path_info.lstrip("/").startswith(BACK_OFFICE):
            response._csp_update = {"style-src": [NONCE], "style-src-attr": [UNSAFE_INLINE]}
        return response

    return middleware
