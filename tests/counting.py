"""Pages and fields that somebody goes through, counted as a browser without script would see them."""

from dataclasses import dataclass, field
from typing import Any

from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from tests.checked_client import CheckedClient
from tests.paper import typed
from tests.site.markup import Page


@dataclass
class Count:
    """What was opened and typed so far: pages by their address, and answers that were not there before."""

    pages: set[str] = field(default_factory=set)
    fields: int = 0

    def __str__(self) -> str:
        return f"{len(self.pages)} pages, {self.fields} fields"


class CountingClient(CheckedClient):
    """A test client that counts; made from another, whose cookies it goes on with."""

    count: Count
    _drawn: "MultiDict[str, str]"

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Ask as usual, and count."""
        data = kwargs.get("data")
        answer = super().open(*args, **kwargs)
        if answer.request.method == "GET" and answer.status_code == 200:
            self.count.pages.add(answer.request.path)
            self._drawn = _all_typed(answer.text)
        elif isinstance(data, MultiDict) and answer.status_code == 303:
            self.count.fields += sum(
                data.getlist(name) != self._drawn.getlist(name) and any(data.getlist(name)) for name in data
            )
        return answer


def _all_typed(text: str) -> "MultiDict[str, str]":
    """What all forms of a page hold as they were drawn."""
    values: MultiDict[str, str] = MultiDict()
    for form in Page.parsed(text).elements("form"):
        values.update(typed(form))
    return values
