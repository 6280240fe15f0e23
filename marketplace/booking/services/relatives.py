"""Saying what somebody's own PA is to the person, and who pays whole invoices first."""

from marketplace import audit, clock
from marketplace.accounts.viewer import Viewer
from marketplace.booking.models import LeadPayer, PaidRelative
from marketplace.booking.queries.leading import may_lead
from marketplace.booking.queries.paying_pots import pots_of
from marketplace.booking.queries.relatives import Relative
from marketplace.booking.services.confirming import confirm_if_all_agreed
from marketplace.booking.services.knowing import locked_to_plan
from marketplace.db import session, transaction
from marketplace.errors import NotFound, Refused


def say_relative(ref: str, line_ref: str, *, said: Relative, by: Viewer) -> None:
    """Write down what one PA, their own or of this site, is to the person. Raises NotFound, NotAllowed, NotNow."""
    with transaction():
        known = locked_to_plan(ref, by=by)
        line = known.line(line_ref)
        if not line.is_one_pa:
            raise NotFound
        row = line.relative or PaidRelative(line_id=line.id)
        row.is_relative, row.has_powers, row.in_same_house = said.is_relative, said.has_powers, said.in_same_house
        row.all_agree, row.is_capable, row.factor = said.all_agree, said.is_capable, said.factor
        row.said_at, row.said_by_account_id = clock.now(), by.account_id
        line.relative = row
        session.flush()
        audit.record("relative-said", about=line.about, by=by.actor)
        confirm_if_all_agreed(line.break_, by=by.actor)


def name_lead(ref: str, *, pot_ref: str, by: Viewer) -> None:
    """One pot of a break pays whole invoices and asks the others back, or, with a blank, none does.

    Raises Refused by field, NotFound, NotAllowed, NotNow.
    """
    with transaction():
        known = locked_to_plan(ref, by=by)
        one = known.break_
        if not known.sees_money:
            raise NotFound
        pot = next((pot for pot in pots_of(one.lines_in) if pot.ref == pot_ref and may_lead(pot)), None)
        if pot_ref and pot is None:
            raise Refused(fields={"pot": "Choose a pot that pays a part of this and that pays invoices"})
        if pot is None:
            one.lead = None
        elif one.lead is None:
            one.lead = LeadPayer(pot_id=pot.id, at=clock.now(), by_account_id=by.account_id)
        else:
            one.lead.pot_id, one.lead.at, one.lead.by_account_id = pot.id, clock.now(), by.account_id
        session.flush()
        audit.record("lead-named", about=one.about, by=by.actor)
