"""The page on which whoever is to be paid says who they are: test numbers decide what comes of it. No script."""

import re
from html import escape

from marketplace.payments.stand_in import accounts, clock, markup
from marketplace.payments.stand_in.refusals import Refusal
from marketplace.payments.stand_in.state import Work
from marketplace.payments.stand_in.wire import Answer, Document, Request

PATH = re.compile(r"/onboard/(\w+)")
NUMBERS = {
    "00012345": ("ready", "Payments can start at once."),
    "00000001": ("more_wanted", "The card firm wants a paper as well."),
    "00000002": ("looked_at", "The card firm looks at it first."),
    "00000003": ("restricted", "The card firm says no."),
}
PROBLEM = "Use one of the test numbers below"


def answer(work: Work, request: Request, name: str) -> Answer:
    """The page, or the way on. A link that was visited before, or is old, leads back to ask for a new one."""
    try:
        link = work.find("account_link", name)
    except Refusal:
        return markup.absent()
    if link["_is_over"] or clock.seconds() > link["expires_at"] or (request.method != "POST" and link["_is_visited"]):
        return markup.sent_to(link["_refresh_url"])
    if request.method != "POST":
        work.keep(link | {"_is_visited": True})
        return _form(link)
    number = request.fields().get("number", "").strip()
    if number not in NUMBERS:
        return _form(link, number, PROBLEM)
    work.keep(link | {"_is_over": True})
    accounts.becomes(work, link["_account"], NUMBERS[number][0])
    return markup.sent_to(link["_return_url"])


def _form(link: Document, number: str = "", problem: str = "") -> Answer:
    heading = "Say who is paid"
    field = markup.field(
        "number", "Account number", "One of the test numbers below. Never a real one.", "off", number, problem
    )
    listed = "".join(f"<li><b>{number}</b> {escape(words)}</li>" for number, (_, words) in NUMBERS.items())
    main = f"""{markup.summary({"number": problem} if problem else {})}<h1>{heading}</h1>
<p>A real card firm asks here for names, papers and a bank account.</p>
<form method="post" action="/onboard/{link["id"]}" novalidate>
{field}
<button>That is all</button>
</form>
<p><a href="{escape(link["_return_url"])}">Stop for now</a></p>
<h2>Test numbers</h2>
<ul class="cards">{listed}</ul>"""
    title = f"Error: {heading}" if problem else heading
    return markup.page(title, main, onward=link["_return_url"], status=422 if problem else 200)
