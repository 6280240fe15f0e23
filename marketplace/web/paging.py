"""The pages of a long list: which is asked for, which there are, and their addresses, which keep the reader's words."""

from dataclasses import dataclass

from flask import request

from marketplace.web.redirects import this_page

NEIGHBOURS = 2
LAST_PAGE = 10_000


@dataclass(frozen=True)
class PageLink:
    """One page of a list; ``number`` is None where pages are left out."""

    number: int | None
    href: str = ""


@dataclass(frozen=True)
class Pages:
    """What ``components/pager.html`` prints."""

    number: int
    total: int
    previous_href: str | None
    next_href: str | None
    links: tuple[PageLink, ...]


def asked_page() -> int:
    """The number of the page asked for; the first when it is none."""
    asked = request.args.get("page", "")
    number = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) <= len(str(LAST_PAGE)) else 1
    return number if 1 <= number <= LAST_PAGE else 1


def pages(number: int, count: int, size: int) -> Pages:
    """The pages of a list of ``count`` things, ``size`` to a page, at page ``number``."""
    total = last_page(count, size)
    return Pages(
        number=number,
        total=total,
        previous_href=_href(number - 1) if number > 1 else None,
        next_href=_href(number + 1) if number < total else None,
        links=tuple(_links(number, total)),
    )


def last_page(count: int, size: int) -> int:
    """The number of the last page of a list of ``count`` things, ``size`` to a page."""
    return max(1, -(-count // size))


def _links(number: int, total: int) -> list[PageLink]:
    shown = sorted({1, total, *range(max(1, number - NEIGHBOURS), min(total, number + NEIGHBOURS) + 1)})
    links: list[PageLink] = []
    for page in shown:
        if links and page != (links[-1].number or 0) + 1:
            links.append(PageLink(None))
        links.append(PageLink(page, _href(page)))
    return links


def _href(page: int) -> str:
    return this_page(page=str(page))
