"""Making a dated quote of a break, and sending it to whose break it is."""

from datetime import date

from marketplace import audit, clock
from marketplace.accounts.viewer import Viewer
from marketplace.booking import drafts
from marketplace.booking.drafts import LONGEST_WORDS
from marketplace.booking.queries.known import KnownBreak
from marketplace.booking.queries.lines import CHANGEABLE
from marketplace.booking.services.knowing import locked, refuse_after_death
from marketplace.db import new_ref, session, transaction
from marketplace.errors import NotFound, Refused
from marketplace.notifications.services import owe
from marketplace.people.writing import one_line
from marketplace.quotes.kept import as_text
from marketplace.quotes.models import Quote
from marketplace.quotes.paper import last_day_allowed, new_number
from marketplace.quotes.queries.papers import paper_of
from marketplace.quotes.queries.quotes import known_quote
from marketplace.quotes.services.readers import family_of, unsent_words
from marketplace.wording import day


def make_quote(break_ref: str, *, good_until: date, words: str = "", by: Viewer) -> str:
    """A quote of a break as it stands now; its reference. Raises NotFound, NotAllowed, NotNow, Refused by field."""
    tidy = tidy_words(words)
    with transaction():
        known = locked(break_ref, by=by)
        if not known.sees_money:
            raise NotFound
        known.require_planner()
        known.require_state(*CHANGEABLE, to="to quote it")
        quote = write_quote(known, good_until=good_until, words=tidy, by=by)
        audit.record("quote-made", about=quote.about, by=by.actor)
        return quote.ref


def write_quote(known: KnownBreak, *, good_until: date, words: str, by: Viewer) -> Quote:
    """The row of a quote, in the transaction that is open. Raises Refused by field."""
    one = known.break_
    today = clock.today()
    last = last_day_allowed(today, clock.in_london(one.starts_at).date())
    if not one.lines_in:
        raise Refused("There is nothing in this break yet. Add its first part, then quote it")
    if not today <= good_until <= last:
        raise Refused(fields={"good_until": f"Choose a day from {day(today)} to {day(last)}"})
    paper = paper_of(known, viewer=by)
    quote = Quote(
        ref=new_ref(),
        number=new_number(today),
        break_id=one.id,
        pence=paper.pence,
        kept=as_text(paper),
        words=words,
        good_until=good_until,
        made_at=clock.now(),
        made_by_account_id=by.account_id,
    )
    session.add(quote)
    session.flush()
    return quote


def send_quote(ref: str, *, by: Viewer) -> str:
    """Write to those whose break it is, and who plans for them, with a link to the quote; why no letter goes, if so.

    Raises NotFound, NotAllowed, NotNow, Refused.
    """
    with transaction():
        known, quote = known_quote(ref, viewer=by)
        known.require_planner()
        known.require_state(*CHANGEABLE, to="to send a quote of it")
        refuse_after_death(known.break_)
        if quote.good_until < clock.today():
            raise Refused("The time of this quote is over. Make a new one, and send that")
        quote.sent_at = clock.now()
        audit.record("quote-sent", about=quote.about, by=by.actor)
        session.flush()
        paper = quote.paper
        for reader in family_of(known.break_, but=by):
            owe(
                "quote-sent",
                to=reader,
                about=known.break_.about,
                title=known.break_.title,
                number=quote.number,
                pence=quote.pence,
                good_until=quote.good_until,
                words=quote.words,
                lines=[(line.name, line.pence) for line in paper.lines],
                pots=[(pot.name, pot.pence) for pot in paper.pots],
                missing_pence=paper.missing_pence,
                deposits=paper.deposits,
                by_name=by.name,
                ref=quote.ref,
            )
        return unsent_words(known.break_)


def tidy_words(words: str, *, field: str = "words", most: int = LONGEST_WORDS) -> str:
    """A few words on one line. Raises Refused by field when they are too long."""
    tidy = one_line(words)
    wrong = drafts.text_problems({field: (tidy, most)})
    if wrong:
        raise Refused(fields=wrong)
    return tidy
