"""Pages of a list, as the pager prints them."""

from dataclasses import dataclass

from flask import request, url_for

NEAR = 2
"""How many pages either side of this one have a link of their own."""


@dataclass(frozen=True)
class Link:
    """One page, or with no number a gap between pages."""

    number: int | None
    href: str


@dataclass(frozen=True)
class Pager:
    """Where one is in a list of ``total`` pages."""

    number: int
    total: int

    @property
    def previous_href(self) -> str | None:
        """The page before; none on the first."""
        return _href(self.number - 1) if self.number > 1 else None

    @property
    def next_href(self) -> str | None:
        """The page after; none on the last."""
        return _href(self.number + 1) if self.number < self.total else None

    @property
    def links(self) -> list[Link]:
        """The first page, the last, and those round this one."""
        shown = {1, self.total, *range(self.number - NEAR, self.number + NEAR + 1)} & set(range(1, self.total + 1))
        links: list[Link] = []
        for page in sorted(shown):
            if links and page - (links[-1].number or 0) > 1:
                links.append(Link(None, ""))
            links.append(Link(page, _href(page)))
        return links


def asked_page() -> int:
    """The number of the page asked for; the first when it is none."""
    asked = request.args.get("page", "")
    return int(asked) if asked.isascii() and asked.isdecimal() and 0 < int(asked[:9]) <= 10_000 else 1


def _href(page: int) -> str:
    values = {**(request.view_args or {}), **request.args.to_dict(), "page": str(page)}
    return url_for(request.endpoint or "", **values)
