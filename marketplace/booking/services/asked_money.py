"""Money of a direct payment is asked back on a paper with its day; nothing is posted before finance marks it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from marketplace import audit, clock
from marketplace.accounts.viewer import Viewer
from marketplace.booking.queries.asked_money import AskedPage, asked_page, late
from marketplace.booking.services.recipients import care_managers_of
from marketplace.budgets.drafts import LONGEST_REASON
from marketplace.budgets.models import Pot
from marketplace.budgets.models.asked import AskedMoney
from marketplace.budgets.models.surplus import Surplus
from marketplace.budgets.services.asking_back import went_back
from marketplace.db import lock, session, transaction
from marketplace.errors import Conflict, NotAllowed, Refused
from marketplace.money import format_pence
from marketplace.notifications.services import Recipient, owe
from marketplace.people.representation import Scope
from marketplace.people.services.readers import acting_for, once, recipient
from marketplace.people.writing import one_line
from marketplace.wording import day

LONGEST_HOW = 300
FARTHEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class BackBy:
    """How stated money is to be paid back, in words, and by when."""

    how: str
    pay_by: date | None


def write_asked(pot: Pot, told: Surplus, *, pence: int, reason: str, back_by: BackBy, by: Viewer) -> None:
    """Ask stated money back; nothing is posted. Whoever calls has locked the pot and asked R46. Raises Refused."""
    words, how = one_line(reason), one_line(back_by.how)
    wrong = {}
    if not words or len(words) > LONGEST_REASON:
        wrong["reason"] = f"Say why, in {LONGEST_REASON} letters or fewer"
    if not how or len(how) > LONGEST_HOW:
        wrong["how"] = f"Say how to pay it back, in {LONGEST_HOW} letters or fewer"
    first, last = clock.today() + timedelta(days=1), clock.today() + FARTHEST
    if back_by.pay_by is None or not first <= back_by.pay_by <= last:
        wrong["pay_by"] = f"Choose a day from {day(first)} to {day(last)}"
    if wrong or back_by.pay_by is None:
        raise Refused(fields=wrong)
    one = AskedMoney(
        pot_id=pot.id,
        surplus_id=told.id,
        pence=pence,
        reason=words,
        how=how,
        pay_by=back_by.pay_by,
        asked_at=clock.now(),
        asked_by_account_id=by.account_id,
    )
    session.add(one)
    session.flush()
    audit.record("money-asked-back", about=f"pot:{pot.ref}", by=by.actor)
    _tell("money-asked-back", one, _payers(pot))


def mark_back(ref: str, asked_ref: str, *, pence: int, by: Viewer) -> None:
    """The council's finance says that so much of it came: that leaves the pot. Raises NotFound, NotAllowed, Refused."""
    with transaction():
        page = _locked(ref, asked_ref, by)
        one = page.one
        if not page.may_mark:
            raise NotAllowed("Only the council's finance says what came back, and while something is still to come")
        if not 0 < pence <= one.left_pence:
            raise Refused(fields={"amount": f"Enter an amount from £0.01 to {format_pence(one.left_pence)}"})
        went_back(page.pot, pence=pence, key=f"{one.ref}:{one.back_pence}", by=by.actor)
        one.back_pence += pence
        told = one.surplus
        told.back_pence += pence
        told.reason, told.back_at = one.reason, clock.now()
        audit.record("asked-money-came", about=f"pot:{page.pot.ref}", by=by.actor)
        session.flush()
        _tell("money-came-back", one, _payers(page.pot), came_pence=pence)


def let_go(ref: str, asked_ref: str, *, reason: str, by: Viewer) -> None:
    """An officer asks for the rest no more, and says why; what came stays. Raises NotFound, NotAllowed, Refused."""
    words = one_line(reason)
    if not words or len(words) > LONGEST_REASON:
        raise Refused(fields={"reason": f"Say why, in {LONGEST_REASON} letters or fewer"})
    with transaction():
        page = _locked(ref, asked_ref, by)
        if not page.may_let_go:
            raise NotAllowed("Only an officer of the council can do this, and while something is still to come")
        page.one.let_go_at, page.one.let_go_words = clock.now(), words
        audit.record("asked-money-let-go", about=f"pot:{page.pot.ref}", by=by.actor)
        session.flush()
        _tell("money-not-asked", page.one, _payers(page.pot))


def remind() -> int:
    """Tell whoever is to pay, and care managers, that its day is over, once; how many. The worker's sweep."""
    with transaction():
        lock((AskedMoney, [one.id for one in late()]))
        found = late()  # another worker may have come first
        for one in found:
            one.reminded_at = clock.now()
            session.flush()
            _tell("money-back-late", one, [*_payers(one.pot), *care_managers_of(one.pot.person)])
        return len(found)


def _locked(ref: str, asked_ref: str, by: Viewer) -> AskedPage:
    lock((Pot, [asked_page(ref, asked_ref, viewer=by).pot.id]))
    page = asked_page(ref, asked_ref, viewer=by)
    if page.one.left_pence == 0:
        raise Conflict("Nothing of this is to come any more")
    return page


def _payers(pot: Pot) -> list[Recipient]:
    return once((recipient(pot.person), *acting_for(pot.person, Scope.PAY)))


def _tell(name: str, one: AskedMoney, readers: Iterable[Recipient], *, came_pence: int = 0) -> None:
    for reader in once(readers):
        owe(
            name,
            to=reader,
            about=f"person:{one.pot.person.ref}",
            pot=one.pot.name,
            council=f"{one.pot.council.name} Council" if one.pot.council else one.pot.funder,
            pence=one.pence,
            left_pence=one.left_pence,
            reason=one.let_go_words or one.reason,
            how=one.how,
            pay_by=one.pay_by,
            pot_ref=one.pot.ref,
            ref=one.ref,
            came_pence=came_pence,
        )
