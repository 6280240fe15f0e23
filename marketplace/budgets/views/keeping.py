"""Making a pot, changing it, closing it."""

from datetime import date

from flask import current_app, g, render_template

from marketplace.accounts.roles import Permission
from marketplace.budgets.drafts import PotDraft
from marketplace.budgets.forms import Choosable, PotForm
from marketplace.budgets.models import PotSort
from marketplace.budgets.queries.balances import balances
from marketplace.budgets.queries.pots import KnownPot, isf_holders, known_pot, sort_for, sorts_for
from marketplace.budgets.services import pots as services
from marketplace.budgets.sorts import Control
from marketplace.budgets.views.blueprint import blueprint, onward_or_back, saved
from marketplace.errors import NotFound
from marketplace.people.queries.persons import Known, known
from marketplace.people.queries.support_plans import support_plans
from marketplace.web.access import requires
from marketplace.web.answered import Answer, onward
from marketplace.web.forms import Form, page
from marketplace.web.redirects import day_said, on_the_way_to

PAYS_FROM = "pays_from"
"""What the address says before the first day that a new pot has to pay for."""
HELD_DAYS = "held_days"
"""Names the extension of the app that says which days money is set aside for: ``services.HeldDays``."""


@blueprint.get("/people/<ref>/money/new")
@requires(Permission.SEE_MONEY)
def new_pot(ref: str) -> str:
    """Ask what sort of money it is."""
    who = known(ref, viewer=g.reader)
    sorts = sorts_for(who)
    if not sorts:
        raise NotFound
    return render_template(
        "budgets/new_pot.html",
        person=who.person,
        is_mine=who.standing.is_self,
        sorts=sorts,
        onward=on_the_way_to(),
        pays_from=day_said(PAYS_FROM),
    )


@blueprint.route("/people/<ref>/money/new/<code>", methods=["GET", "POST"])
@requires(Permission.SEE_MONEY)
def make_pot(ref: str, code: str) -> Answer:
    """A pot of one sort; then straight on to what is in it. Where the reader comes from may say its first day."""
    pays_from = day_said(PAYS_FROM)
    who = known(ref, viewer=g.reader)
    sort = sort_for(who, code)
    form = PotForm.showing(_usual(sort, who, pays_from), sort=sort.facts, choosable=_choosable(who))
    made: list[str] = []
    if saved(form, lambda: made.append(services.open_pot(ref, code, draft=form.draft, by=g.reader))):
        next_page = {Control.COMMITTED: "budgets.commit", Control.STATED: "budgets.state"}.get(sort.control)
        if next_page:
            return onward("The pot is made.", next_page, ref=made[0], next=on_the_way_to())
        return onward_or_back("The pot is made.", ref=made[0])
    shows = {"person": who.person, "sort": sort, "onward": on_the_way_to(), "pays_from": pays_from}
    return page("budgets/make_pot.html", form, **shows)


@blueprint.route("/money/<ref>/change", methods=["GET", "POST"])
@requires(Permission.SEE_MONEY)
def change_pot(ref: str) -> Answer:
    found = _kept(ref)
    pot = found.pot
    who = known(pot.person.ref, viewer=g.reader)
    form = PotForm.showing(
        services.draft_of(pot), seen=services.pot_stamp(pot), sort=pot.sort.facts, choosable=_choosable(who)
    )
    held_days: services.HeldDays = current_app.extensions[HELD_DAYS]

    def change() -> None:
        services.change_pot(ref, draft=form.draft, seen=form.seen.data, by=g.reader, held_days=held_days)

    if saved(form, change):
        return onward("The changes are saved.", "budgets.pot", ref=ref)
    return page("budgets/change_pot.html", form, pot=known_pot(ref, viewer=g.reader).pot)


@blueprint.route("/money/<ref>/close", methods=["GET", "POST"])
@requires(Permission.SEE_MONEY)
def close_pot(ref: str) -> Answer:
    """Ask once more, then close it; while something is set aside, say so instead."""
    found = _kept(ref)
    form = Form()
    if form.is_sent:
        services.close_pot(ref, by=g.reader)
        return onward("The pot is closed.", "budgets.pot", ref=ref)
    return page("budgets/close_pot.html", form, pot=found.pot, balance=balances([found.pot.id])[found.pot.id])


def _kept(ref: str) -> KnownPot:
    found = known_pot(ref, viewer=g.reader)
    found.require(found.rights.may_keep, "change")
    return found


def _usual(sort: PotSort, who: Known, pays_from: date | None) -> PotDraft:
    council = who.person.council.name if sort.facts.is_council_money and who.person.council else ""
    return PotDraft(name=sort.label, funder=f"{council} Council" if council else "", starts_on=pays_from)


def _choosable(who: Known) -> Choosable:
    return Choosable(plans=[plan for plan in support_plans(who) if plan.ended_at is None], holders=isf_holders())
