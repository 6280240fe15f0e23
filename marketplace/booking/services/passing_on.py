"""Passing a question of money on, with a word, to those whose limit allows it (R47). It agrees nothing.

The word is kept beside the question: whoever answers it reads it there, with or without the letter.
"""

from marketplace import audit, clock
from marketplace.accounts.models import Account
from marketplace.accounts.queries import accounts_at_council
from marketplace.accounts.viewer import Viewer
from marketplace.booking.drafts import LONGEST_WORDS
from marketplace.booking.models import PassedOn
from marketplace.booking.queries.agreeing import agreed_together, limit_of, limits_of, way_in
from marketplace.booking.queries.paying_pots import pots_of
from marketplace.booking.queries.readiness import shares_paid
from marketplace.booking.services.knowing import locked
from marketplace.booking.sorts import AgreedHow
from marketplace.db import session, transaction
from marketplace.errors import NotFound, Refused
from marketplace.notifications.services import Recipient, owe
from marketplace.people.queries.persons import OFFICERS
from marketplace.people.writing import one_line


def pass_on(ref: str, pot_ref: str, *, words: str, by: Viewer) -> list[str]:
    """Write to every officer of the council whose limit allows it; their names.

    Raises NotFound for whoever it is not, Refused where it is within one's own limit, or nobody's allows it.
    """
    text = one_line(words)
    if not text or len(text) > LONGEST_WORDS:
        raise Refused(fields={"words": f"Say what they should know, in {LONGEST_WORDS} letters or fewer"})
    with transaction():
        known = locked(ref, by=by)
        pot = next((one for one in pots_of(known.break_.lines_now) if one.ref == pot_ref), None)
        if pot is None or by.council_id is None or way_in(known, pot) is not AgreedHow.OFFICER:
            raise NotFound
        pence = sum(share.pence for share in shares_paid(known.break_, pot))
        if pence + agreed_together(known.break_, pot, viewer=by) <= (limit_of(by) or 0):
            raise Refused(fields={"words": "This is within your own limit. You can answer it"})
        readers = _with_limit(pence, by.council_id, but=by.account_id)
        if not readers:
            raise Refused(fields={"words": "Nobody here has a limit that allows it. Ask an approver for one"})
        session.add(
            PassedOn(break_id=known.break_.id, pot_id=pot.id, words=text, by_account_id=by.account_id, at=clock.now())
        )
        for reader in readers:
            owe(
                "break-passed-on",
                to=Recipient(reader.name, reader.email),
                about=known.break_.about,
                called=pot.person.called,
                pot=pot.name,
                pence=pence,
                by_name=by.name,
                words=text,
                until=known.break_.hold_until,
                ref=ref,
                pot_ref=pot_ref,
            )
        audit.record("pot-passed-on", about=known.break_.about, by=by.actor, on_behalf_of=f"pot:{pot.ref}")
        session.flush()
        return [reader.name for reader in readers]


def _with_limit(pence: int, council_id: int, *, but: int | None) -> list[Account]:
    """The officers of a council who may agree so much alone, by name."""
    others = (one for one in accounts_at_council(council_id, *OFFICERS) if one.id != but)
    officers = sorted(others, key=lambda one: (one.name, one.id))
    limits = limits_of([one.id for one in officers], council_id)
    return [one for one in officers if limits.get(one.id, 0) >= pence]
