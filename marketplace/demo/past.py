"""Breaks that are over when the demo begins, so that whoever accounts for the money finds some.

What a council keeps for somebody paid for a stay; its invoice was paid, disputed, sent, or is still to be written.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from fractions import Fraction

from sqlalchemy import select

from marketplace import clock
from marketplace.accounts.viewer import Viewer
from marketplace.booking import services
from marketplace.booking.drafts import PotYes, SharePart
from marketplace.booking.models import Break
from marketplace.booking.queries.invoicing import batches
from marketplace.budgets.models import Pot
from marketplace.db import session
from marketplace.demo.breaks import Table, add_part, draft_of, listing_of, manager_of, texts
from marketplace.demo.cast import Cast
from marketplace.demo.days import monday_of_week
from marketplace.payments.invoices import services as invoices
from marketplace.people.models import Outcome, SupportPlan

ARRANGED_WEEKS_BEFORE = 4


def bring_in(cast: Cast, refs: Mapping[str, str]) -> None:
    """Every such break of the file, the oldest first. ``refs``: the references of people by their keys."""
    today = clock.today()
    for text in texts()["past"]:
        monday, by = monday_of_week(-text["weeks_ago"], today=today), cast.viewers[text["by"]]
        with clock.set_back(timedelta(weeks=text["weeks_ago"] + ARRANGED_WEEKS_BEFORE)):
            ref = services.start_break(draft=draft_of(text, refs[text["person"]], monday), by=by)
            lines = {add_part(ref, part, text, monday, by): part for part in text["part"]}
            _agree(ref, lines, text, cast)
        with clock.set_back(timedelta(weeks=text["weeks_ago"] - 1)):
            services.complete(ref, by=by)
            _invoice(text, cast)


def _agree(ref: str, lines: Mapping[str, Table], text: Table, cast: Cast) -> None:
    """Every yes there is, down to the council's order."""
    by, officer = cast.viewers[text["by"]], cast.viewers[text["officer"]]
    share = _share(ref)
    for line_ref in lines:
        services.set_shares(ref, line_ref, parts=[share], by=by)
    services.hold(ref, by=by)
    services.request(ref, asks_longer=False, by=by)
    for line_ref, part in lines.items():
        if listing_of(part).kind.is_support:
            services.accept_provisionally(line_ref, by=manager_of(part, cast))
        services.accept(line_ref, by=manager_of(part, cast))
        services.say(ref, line_ref, is_yes=True, by=by)
    services.agree(ref, share.pot_ref, yes=PotYes(purchase_order=text["purchase_order"]), by=officer)


def _share(ref: str) -> SharePart:
    """All of it from the person's one pot, for what stands first in their support plan."""
    of = select(Break.person_id).where(Break.ref == ref).scalar_subquery()
    pot = session.scalars(select(Pot).where(Pot.person_id == of)).one()
    wanted = select(Outcome.ref).join(SupportPlan).where(SupportPlan.person_id == of).order_by(Outcome.id)
    outcome_ref = session.scalars(wanted).first() or ""
    return SharePart(pot.ref, per_cent=Fraction(100), option=pot.options[0], outcome_ref=outcome_ref)


def _invoice(text: Table, cast: Cast) -> None:
    """An invoice of each provider, as far as the file says that it came."""
    if text["invoice"] == "none":
        return
    payer = cast.viewers[text["finance"]]
    sent = _sent([manager_of(part, cast) for part in text["part"]])
    if text["invoice"] == "disputed":
        invoices.dispute(sent[0], reason=text["reason"], by=payer)
    if text["invoice"] == "paid":
        for ref in sent:
            invoices.accept(ref, by=payer)
        invoices.mark_run_paid(invoices.make_run(sent, by=payer), by=payer)


def _sent(managers: Sequence[Viewer]) -> list[str]:
    """The invoices of these providers for all that they can invoice now."""
    each = {one.organisation_id: one for one in managers}.values()
    return [
        services.make_invoice([row.key for row in batch.rows], by=one) for one in each for batch in batches(viewer=one)
    ]
