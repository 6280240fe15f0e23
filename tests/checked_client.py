"""A test client that checks each page it is answered: whatever a test fetches is held to the page contract."""

from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.site.page import check_page


class CheckedClient(FlaskClient):
    """Flask's test client, with eyes for pages."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Ask as usual; every page is checked. A redirect's few words for old browsers are no page."""
        response = super().open(*args, **kwargs)
        if response.mimetype == "text/html" and not response.location:
            check_page(response.text, response.request.path)
        return response
