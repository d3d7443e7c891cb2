from tests.portal.conftest import correct  # noqa: F401
