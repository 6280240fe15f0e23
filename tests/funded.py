"""Money and support plans of golden breaks: pots with something in them, and how much an officer may agree."""

from datetime import date, timedelta

from marketplace import clock
from marketplace.access_facts.kinds import ListingKind
from marketplace.accounts.models import Organisation
from marketplace.accounts.viewer import Viewer
from marketplace.booking.models import OfficerLimit
from marketplace.booking.services import held
from marketplace.budgets.drafts import PotDraft
from marketplace.budgets.services import committing, pots, stating, terms
from marketplace.budgets.services.stating import Stated
from marketplace.budgets.terms import Buys, TermsDraft
from marketplace.db import session, transaction
from marketplace.files import Upload
from marketplace.people.models import Duty
from marketplace.people.services import support_plans
from marketplace.people.services.support_plans import PlanTerms
from marketplace.rules.settings import MayBuy


def name_limit(officer: Viewer, pence: int) -> None:
    """Let an officer agree so much of one break alone."""
    with transaction():
        row = OfficerLimit(
            account_id=officer.account_id, council_id=officer.council_id, pence=pence, named_at=clock.now()
        )
        session.add(row)


def pot(
    person: str,
    code: str,
    pence: int,
    *,
    plan_ref: str,
    by: Viewer,
    officer: Viewer,
    holder: Viewer | None = None,
) -> str:
    """A pot with so much in it, committed by the officer or stated by ``by``; its reference."""
    today = clock.today()
    is_counted = code in {"council_arranged", "isf"}
    draft = PotDraft(
        name=code.replace("_", " ").capitalize(),
        funder="The funder",
        starts_on=today - timedelta(days=100),
        ends_on=today + timedelta(days=265),
        options=frozenset({3}) if code == "council_arranged" else frozenset(),
        support_plan_ref=plan_ref if is_counted else "",
        holder_ref=_ref_of(holder) if holder else "",
        fee_basis_points=500 if holder else 0,
    )
    ref = pots.open_pot(person, code, draft=draft, by=officer if is_counted else by)
    if holder:
        file_agreement(ref, by=officer)
    if pence and is_counted:
        committing.add_committed_money(ref, pence=pence, reason="Yearly budget", by=officer)
    elif pence:
        stating.state_amount(ref, stated=Stated(today, pence, evidence="Letter"), by=by)
    if code == "ilf":
        keep_award(ref, pence, by=officer)
    return ref


def file_agreement(ref: str, *, by: Viewer) -> None:
    """Put the agreement of the three behind an ISF on file, signed 30 days ago and good for most of a year."""
    signed_on = clock.today() - timedelta(days=30)
    paper = Upload("agreement.pdf", b"%PDF-1.4 signed by all three")
    held.file_agreement(ref, signed_on=signed_on, review_on=signed_on + timedelta(days=330), paper=paper, by=by)


def names(ref: str, *kinds: ListingKind, by: Viewer) -> None:
    """Write down that the letter of a funder names these sorts of things, which counts before its sort of money."""
    terms.keep_purchases(ref, said={kind: Buys(MayBuy.ALLOW) for kind in kinds}, seen=None, by=by)


def keep_share(ref: str, basis_points: int, *, by: Viewer) -> None:
    """Write down how much of support a funder pays, in hundredths of a per cent."""
    terms.keep_terms(ref, draft=TermsDraft(is_firm=False, share_basis_points=basis_points), seen=None, by=by)


def keep_award(ref: str, pence: int, *, by: Viewer) -> None:
    """Write down an award letter of the ILF that names journeys, activities and stays (R43, R44)."""
    letter = TermsDraft(is_firm=False, award_letter="ILF Scotland, 11 January", award_year_pence=pence)
    terms.keep_terms(ref, draft=letter, seen=None, by=by)
    names(ref, ListingKind.TRANSPORT, ListingKind.ACTIVITY, ListingKind.ACCOMMODATION, by=by)


def plan(person: str, duty: Duty, words: str, *, by: Viewer) -> tuple[str, str]:
    """A support plan that runs now, and one thing that matters in it; the references of both."""
    today = clock.today()
    terms = PlanTerms(duty, today - timedelta(days=110), today - timedelta(days=100), today + timedelta(days=265))
    plan_ref = support_plans.make_support_plan(person, terms=terms, by=by)
    return plan_ref, support_plans.add_outcome(person, plan_ref, words=words, by=by)


def _ref_of(holder: Viewer) -> str:
    return session.get_one(Organisation, holder.organisation_id).ref


def born(age: int) -> date:
    """A day on which somebody was born who is so old."""
    today = clock.today()
    return date(today.year - age, 1, 1)
