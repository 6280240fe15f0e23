"""The people somebody works with, by duty or by consent: what is next for each, and what waits for whom."""

from flask import g, render_template, request

from marketplace.accounts.roles import Permission
from marketplace.booking.queries.caseload import PAGE_SIZE, Asked, Show
from marketplace.booking.queries.caseload import caseload as caseload_of
from marketplace.booking.views import blueprint
from marketplace.people.queries.persons import OFFICERS
from marketplace.web.access import requires
from marketplace.web.paging import asked_page, pages
from marketplace.web.redirects import this_page

LONGEST_SEARCH = 120


@blueprint.get("/caseload")
@requires(Permission.KEEP_CASELOAD)
def caseload() -> str:
    asked = _asked()
    found = caseload_of(asked, viewer=g.reader)
    ways = [
        {
            "words": show.words,
            "count": found.counts[show],
            "href": this_page(show=show.value, page="1"),
            "is_current": show is asked.show,
        }
        for show in Show
    ]
    return render_template(
        "booking/answering/caseload.html",
        found=found,
        asked=asked,
        ways=ways,
        is_officer=g.reader.role in OFFICERS,
        pager=pages(asked.page, found.total, PAGE_SIZE),
    )


def _asked() -> Asked:
    wanted = request.args.get("show", "")
    return Asked(
        show=Show(wanted) if wanted in set(Show) else Show.ALL,
        name=request.args.get("name", "").replace("\0", "").strip()[:LONGEST_SEARCH],
        whole_council=g.reader.role in OFFICERS and request.args.get("whose") == "council",
        page=asked_page(),
    )
