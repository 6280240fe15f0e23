"""Paying with own money: for whoever has no pot of it yet, the pot is made with the first pound that it pays."""

from dataclasses import replace

from marketplace.accounts.viewer import Viewer
from marketplace.booking.drafts import SharePart
from marketplace.booking.queries.own_money import own_money_for
from marketplace.booking.queries.who_might_pay import suggested
from marketplace.booking.services.knowing import locked_to_plan
from marketplace.booking.services.suggested_shares import pay_parts
from marketplace.budgets.drafts import PotDraft
from marketplace.budgets.services.pots import open_pot
from marketplace.budgets.terms import OWN
from marketplace.db import transaction
from marketplace.errors import NotAllowed, Refused


def pay_rest_with_own_money(ref: str, *, by: Viewer) -> None:
    """Let own money pay all that nobody pays yet, as far as it may; what pays already stays.

    Raises NotFound, NotAllowed, NotNow, Refused when there is nothing that it may pay.
    """
    with transaction():
        known = locked_to_plan(ref, by=by)
        own = own_money_for(known)
        if own is None:
            raise NotAllowed("You may not say that own money pays for this break. Ask whose money it is.")
        draft = PotDraft(name=own.name)
        pot_ref = own.pot_ref or open_pot(own.person_ref, OWN, draft=draft, by=by)
        found = suggested(ref, viewer=by, first=pot_ref)
        given = tuple(one for one in found.given if one.pot_ref == pot_ref)
        if not given:
            raise Refused("There is nothing open that own money may pay")
        pay_parts(known, replace(found, given=given), {pot_ref: SharePart(pot_ref)}, by=by)
