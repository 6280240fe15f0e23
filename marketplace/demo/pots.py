"""The money of the demo: pots opened by whoever may, filled by an officer or stated by the person's side."""

from datetime import timedelta

from marketplace import clock, money
from marketplace.access_facts.kinds import ListingKind
from marketplace.accounts.viewer import Viewer
from marketplace.booking.services import allow_time, file_agreement
from marketplace.booking.tallies import TimeUnit
from marketplace.budgets.drafts import PotDraft
from marketplace.budgets.services import committing, stating, terms
from marketplace.budgets.services import pots as services
from marketplace.budgets.services.stating import Stated
from marketplace.budgets.terms import Buys, TermsDraft
from marketplace.demo.cast import Cast
from marketplace.demo.days import first_of_month, plan_days
from marketplace.demo.papers import PDF
from marketplace.demo.people_texts import PeopleTexts, PotText
from marketplace.files import Upload
from marketplace.rules.settings import MayBuy

_SIGNED_DAYS_AGO = 60
_YEAR = 365


def fill(texts: PeopleTexts, cast: Cast, refs: dict[str, str]) -> None:
    """Every pot. ``refs``: the references of people and support plans by their keys."""
    for person in texts.persons:
        for text in person.pots:
            _open(refs[person.key], text, cast, refs, by=cast.viewers[text.by])


def _open(person_ref: str, text: PotText, cast: Cast, refs: dict[str, str], *, by: Viewer) -> None:
    draft = _draft(text, cast, refs)
    with clock.set_back(_opened_ago(text)):
        pot_ref = services.open_pot(person_ref, text.sort, draft=draft, by=by)
    for unit, allowed in ((TimeUnit.NIGHTS, text.nights), (TimeUnit.HOURS, text.hours)):
        if allowed:
            allow_time(person_ref, under=f"pot:{pot_ref}", unit=unit, allowed=allowed, by=by)
    _ask(pot_ref, text, cast.viewers[text.letter_seen_by or text.by])
    if text.holder:
        signed_on = clock.today() - timedelta(days=_SIGNED_DAYS_AGO)
        paper = Upload("agreement-of-the-three.pdf", PDF)
        file_agreement(pot_ref, signed_on=signed_on, review_on=signed_on + timedelta(days=_YEAR), paper=paper, by=by)
    if not text.amount:
        return
    pence = money.parse(text.amount)
    if text.stated_days_ago:
        stated_on = clock.today() - timedelta(days=text.stated_days_ago)
        stating.state_amount(pot_ref, stated=Stated(stated_on, pence, evidence=text.reason), by=by)
    else:
        with clock.set_back(_opened_ago(text)):
            committing.add_committed_money(pot_ref, pence=pence, reason=text.reason, by=by)


def _opened_ago(text: PotText) -> timedelta:
    if text.opened_months_ago:
        return clock.today() - first_of_month(clock.today(), -text.opened_months_ago)
    return timedelta(days=text.opened_days_ago)


def _ask(pot_ref: str, text: PotText, by: Viewer) -> None:
    """What its funder asks, where the file says so."""
    tested = clock.today() - timedelta(days=text.means_tested_days_ago) if text.means_tested_days_ago else None
    year = money.parse(text.amount) if text.award and text.amount else None
    if tested or text.award or text.share_basis_points:
        draft = TermsDraft(
            is_firm=False,
            means_tested_on=tested,
            award_letter=text.award,
            award_year_pence=year,
            share_basis_points=text.share_basis_points or None,
        )
        terms.keep_terms(pot_ref, draft=draft, seen=None, by=by)
    if text.buys:
        said = {ListingKind(kind): Buys(MayBuy.ALLOW) for kind in text.buys}
        terms.keep_purchases(pot_ref, said=said, seen=None, by=by)


def _draft(text: PotText, cast: Cast, refs: dict[str, str]) -> PotDraft:
    first, last = plan_days(clock.today())
    return PotDraft(
        name=text.name,
        funder=text.funder,
        starts_on=first,
        ends_on=last,
        options=text.options,
        support_plan_ref=refs[text.plan] if text.plan else "",
        holder_ref=cast.organisation_refs[text.holder] if text.holder else "",
        fee_basis_points=text.fee_basis_points,
        coding=text.coding,
    )
