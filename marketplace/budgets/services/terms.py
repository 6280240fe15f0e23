"""Writing down what the funder of a pot asks of it: its terms, and what it may buy."""

from collections.abc import Mapping

from marketplace import clock
from marketplace.access_facts.kinds import ListingKind
from marketplace.accounts.viewer import Viewer
from marketplace.budgets import terms as rules
from marketplace.budgets.models import Pot
from marketplace.budgets.models.terms import PotPurchase, PotTerms
from marketplace.budgets.services.pots import known_with_period, record
from marketplace.budgets.sorts import Control
from marketplace.budgets.terms import Buys, TermsDraft
from marketplace.db import session, transaction
from marketplace.editing import refuse_changed, stamp
from marketplace.errors import Refused
from marketplace.people.queries.persons import standing_for
from marketplace.rules.direct_payments import PaidTo


def keep_terms(ref: str, *, draft: TermsDraft, seen: str | None, by: Viewer) -> None:
    """Keep the terms of a pot, as far as its sort has them.

    Who gets a direct payment counts as written down by the council only when an officer says it (R2): what an officer
    wrote stays while nothing of it changes. What an officer wrote of the rest, nobody else makes looser (R18a). Raises
    Refused by field, ChangedMeanwhile, NotFound, PotClosed.
    """
    tidy = draft.tidy()
    wrong = rules.problems(tidy, today=clock.today())
    if wrong:
        raise Refused(fields=wrong)
    with transaction():
        pot, is_officer = _kept(ref, by)
        refuse_changed(seen, terms_stamp(pot))
        kept = pot.terms or PotTerms(pot_id=pot.id, by_officer={})
        if not is_officer and (wrong := rules.looser(tidy, kept.by_officer)):
            raise Refused(fields=wrong)
        was = kept.paid_to, kept.paid_to_name or ""
        _write(kept, tidy, pot)
        if (kept.paid_to, kept.paid_to_name) != was or kept.paid_to_agreed_on is None:
            kept.paid_to_agreed_on = clock.today() if _is_by_officer(pot, kept, by) else None
        if is_officer:
            kept.by_officer = rules.officers_words(terms_of(pot, kept))
        kept.changed_at, kept.changed_by_account_id = clock.now(), by.account_id
        pot.terms = kept
        session.flush()
        record("keep_pot_terms", pot, by=by)


def keep_purchases(ref: str, *, said: Mapping[ListingKind, Buys], seen: str | None, by: Viewer) -> None:
    """Keep what a pot says of each sort of thing, instead of what it said before.

    What an officer says is the council's word, and stays beside what anybody else says later, who makes it stricter and
    never looser (R8, R18a). Raises Refused by field, ChangedMeanwhile, NotFound, PotClosed.
    """
    wrong = rules.problems_of_buys(said)
    if wrong:
        raise Refused(fields=wrong)
    with transaction():
        pot, is_officer = _kept(ref, by)
        refuse_changed(seen, purchases_stamp(pot))
        before = {one.kind: one for one in pot.purchases}
        for kind in ListingKind:
            _keep_purchase(pot, kind, said.get(kind, Buys()), before.get(kind), is_officer=is_officer)
        session.flush()
        record("keep_pot_purchases", pot, by=by)


def terms_of(pot: Pot, kept: PotTerms | None = None) -> TermsDraft:
    """The terms of a pot as a form shows them. Committed money is firm unless somebody says otherwise."""
    kept = kept or pot.terms
    if kept is None:
        return TermsDraft(is_firm=pot.sort.control is Control.COMMITTED)
    return TermsDraft(
        week_cap_pence=kept.week_cap_pence,
        total_cap_pence=kept.total_cap_pence,
        is_firm=kept.is_firm,
        kept_back_pence=kept.kept_back_pence,
        carry_over_pence=kept.carry_over_pence,
        is_provisional=kept.is_provisional,
        paid_to=kept.paid_to,
        paid_to_name=kept.paid_to_name,
        means_tested_on=kept.means_tested_on,
        award_letter=kept.award_letter,
        award_year_pence=kept.award_year_pence,
        share_basis_points=kept.share_basis_points,
    )


def terms_stamp(pot: Pot) -> str:
    """The stamp of a pot's terms, to see whether they were changed meanwhile."""
    return stamp(terms_of(pot))


def purchases_stamp(pot: Pot) -> str:
    """The stamp of what a pot says that it may buy."""
    return stamp(*((kind, pot.buys.get(kind)) for kind in ListingKind))


def _kept(ref: str, by: Viewer) -> tuple[Pot, bool]:
    """The pot, locked, and whether it is an officer who writes."""
    found = known_with_period(ref, by)
    return found.pot, found.rights.may_loosen


def _write(kept: PotTerms, draft: TermsDraft, pot: Pot) -> None:
    asks = pot.sort.asks
    kept.week_cap_pence = draft.week_cap_pence
    kept.total_cap_pence = draft.total_cap_pence
    kept.is_firm = draft.is_firm
    kept.kept_back_pence = draft.kept_back_pence
    kept.carry_over_pence = draft.carry_over_pence
    kept.is_provisional = draft.is_provisional
    kept.paid_to = draft.paid_to if asks.is_direct_payment else None
    kept.paid_to_name = draft.paid_to_name if asks.is_direct_payment else ""
    kept.means_tested_on = draft.means_tested_on if asks.is_direct_payment and not asks.is_carers else None
    kept.award_letter = draft.award_letter if asks.is_award else ""
    kept.award_year_pence = draft.award_year_pence if asks.is_award else None
    kept.share_basis_points = draft.share_basis_points if asks.has_share else None


def _is_by_officer(pot: Pot, kept: PotTerms, by: Viewer) -> bool:
    is_elsewhere = kept.paid_to not in {None, PaidTo.PERSON}
    return is_elsewhere and standing_for(pot.person, viewer=by).is_officer


def _keep_purchase(pot: Pot, kind: ListingKind, said: Buys, before: PotPurchase | None, *, is_officer: bool) -> None:
    written = said if is_officer else before.by_officer if before is not None else Buys()
    if before is not None and not said.is_said and not written.is_said:
        pot.purchases.remove(before)
    elif said.is_said or written.is_said:
        row = before or PotPurchase(kind=kind)
        row.answer, row.most_pence = said.answer, said.most_pence
        row.officers_answer, row.officers_most_pence = written.answer, written.most_pence
        if before is None:
            pot.purchases.append(row)
