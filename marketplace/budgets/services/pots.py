"""Making pots, changing and closing them, and looking at one. What is in them is for the modules beside this one."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from datetime import date

from sqlalchemy import select

from marketplace import audit, clock
from marketplace.accounts.models import Council, Organisation
from marketplace.accounts.viewer import Viewer
from marketplace.budgets import drafts
from marketplace.budgets.drafts import PotDraft
from marketplace.budgets.errors import PotClosed
from marketplace.budgets.models import AccountSort, LedgerAccount, MoneyHold, Pot, PotSort
from marketplace.budgets.queries.accounts import open_holds
from marketplace.budgets.queries.balances import balances
from marketplace.budgets.queries.fee_rates import fee_problem
from marketplace.budgets.queries.pots import KnownPot, MoneyPage, isf_holders, known_pot, sort_for
from marketplace.budgets.sorts import Control
from marketplace.db import lock, session, transaction
from marketplace.editing import refuse_changed, stamp
from marketplace.errors import NotFound, Refused
from marketplace.money import format_pence
from marketplace.people.models import Person, SupportPlan
from marketplace.people.queries.persons import known
from marketplace.wording import day


def open_pot(person_ref: str, sort_code: str, *, draft: PotDraft, by: Viewer) -> str:
    """A pot for a person; its reference. Raises Refused by field, NotFound when ``by`` may not make such a pot."""
    with transaction():
        who = known(person_ref, viewer=by)
        sort = sort_for(who, sort_code)
        checked = _checked(draft, sort, who.person.council)
        pot = Pot(sort=sort, person=who.person, made_at=clock.now(), made_by_account_id=by.account_id)
        pot.council_id = who.person.council_id if sort.facts.is_council_money else None
        _write(pot, checked)
        session.add(pot)
        session.flush()
        is_guarded = sort.control is Control.COMMITTED
        session.add(LedgerAccount(sort=AccountSort.POT, pot_id=pot.id, is_guarded=is_guarded))
        session.flush()
        record("open_pot", pot, by=by)
        return pot.ref


HeldDays = Callable[[Collection[str]], Collection[tuple[date, date]]]
"""The first and the last day that is paid for, of what each of these references of holds stands for."""


def change_pot(ref: str, *, draft: PotDraft, seen: str | None, by: Viewer, held_days: HeldDays) -> None:
    """Keep what a pot is. Its sort and its money stay; what was agreed before stays as it was agreed.

    ``seen`` is ``pot_stamp`` of what the form showed. Raises Refused by field, as where a break that money is set aside
    for would not lie in its days any more; ChangedMeanwhile, PotClosed.
    """
    with transaction():
        pot = kept(ref, by)
        refuse_changed(seen, pot_stamp(pot))
        checked = _checked(draft, pot.sort, pot.council)
        _refuse_days_held(pot, checked, held_days)
        _write(pot, checked)
        record("change_pot", pot, by=by)


def close_pot(ref: str, *, by: Viewer) -> None:
    """From now on nothing is set aside in this pot. Raises Refused while something is."""
    with transaction():
        pot = kept(ref, by)
        aside = balances([pot.id])[pot.id].set_aside_pence
        if aside:
            raise Refused(f"{format_pence(aside)} is set aside in {pot.name} for a break. It has to be paid or let go")
        pot.closed_at = clock.now()
        record("close_pot", pot, by=by)


def locked_open(pot: Pot) -> Pot:
    """The pot, locked until the transaction that is open ends. Raises PotClosed."""
    lock((Pot, [pot.id]))
    if pot.closed_at is not None:
        raise PotClosed([pot.name])
    return pot


def kept(ref: str, by: Viewer) -> Pot:
    """An open pot that ``by`` may change, locked. Raises NotFound, NotAllowed, PotClosed."""
    return _known_and_kept(ref, by).pot


def kept_with_period(ref: str, by: Viewer) -> Pot:
    """The same for pots whose funder asks something by the year. Raises NotFound for others, too."""
    return known_with_period(ref, by).pot


def known_with_period(ref: str, by: Viewer) -> KnownPot:
    """The same, with what ``by`` may do with it."""
    found = _known_and_kept(ref, by)
    if not found.pot.sort.asks.has_period:
        raise NotFound
    return found


def _known_and_kept(ref: str, by: Viewer) -> KnownPot:
    found = known_pot(ref, viewer=by)
    found.require(found.rights.may_keep, "change")
    locked_open(found.pot)
    return found


def record(action: str, pot: Pot, *, by: Viewer) -> None:
    """Write down that ``by`` did ``action`` to a pot, for the person whose it is."""
    audit.record(action, about=about(pot), by=by.actor, on_behalf_of=f"person:{pot.person.ref}")


def about(pot: Pot) -> str:
    """How audit records name a pot."""
    return f"pot:{pot.ref}"


def look_at(ref: str, *, by: Viewer) -> KnownPot:
    """A pot for ``by`` to read, and a record of the look (R54). A look at one's own is not recorded."""
    found = known_pot(ref, viewer=by)
    if found.pot.person.account_id != by.account_id:
        with transaction():
            saw("pot statement", found.pot.person, by)
    return found


def look_over(money: MoneyPage, *, by: Viewer) -> None:
    """A record of a look at the pots of each person listed, apart from the reader's own (R54)."""
    others = [one for one in money.people if one.pots and not one.is_mine]
    if others:
        with transaction():
            for one in others:
                saw("pots of money", one.person, by)


def saw_each(what: str, person_refs: Iterable[str], *, by: Viewer) -> None:
    """A record that ``by`` read this of each of these people in one list (R54)."""
    found = sorted(set(person_refs))
    if found:
        with transaction():
            for ref in found:
                _saw(what, ref, by)


def saw(what: str, person: Person, by: Viewer) -> None:
    """A record that ``by`` looked at this of a person's money, in the transaction that is open (R54)."""
    _saw(what, person.ref, by)


def _saw(what: str, person_ref: str, by: Viewer) -> None:
    task = str(by.role or "reader").replace("_", " ")
    audit.saw(what, about=f"person:{person_ref}", task=task, by=by.actor)


def pot_stamp(pot: Pot) -> str:
    """The stamp of what a pot is, to see whether it was changed meanwhile."""
    return stamp(draft_of(pot))


def draft_of(pot: Pot) -> PotDraft:
    """A pot as a form shows it."""
    return PotDraft(
        name=pot.name,
        funder=pot.funder,
        starts_on=pot.starts_on,
        ends_on=pot.ends_on,
        options=frozenset(pot.options),
        support_plan_ref=pot.support_plan.ref if pot.support_plan else "",
        holder_ref=pot.holder.ref if pot.holder else "",
        fee_basis_points=pot.fee_basis_points,
        coding=pot.coding,
    )


def _checked(draft: PotDraft, sort: PotSort, council: Council | None) -> PotDraft:
    tidy = draft.tidy(sort.facts)
    wrong = drafts.problems(tidy, sort.facts)
    if tidy.fee_basis_points and "fee" not in wrong and (words := fee_problem(tidy.fee_basis_points, council)):
        wrong["fee"] = words
    if wrong:
        raise Refused(fields=wrong)
    return tidy if sort.facts.has_period else replace(tidy, funder="", starts_on=None, ends_on=None)


def _refuse_days_held(pot: Pot, draft: PotDraft, held_days: HeldDays) -> None:
    """Refuse days that leave out a day for which money is set aside and which was the pot's until now."""
    holds = open_holds(select(MoneyHold.reference), Pot.id == pot.id, clock.now())
    held = [days for days in held_days(set(session.scalars(holds))) if pot.allowance.covers(*days)]
    wrong = {}
    first, last = min((one for one, _ in held), default=None), max((one for _, one in held), default=None)
    if first and draft.starts_on and draft.starts_on > first:
        wrong["starts_on"] = f"Money is set aside for a break on {day(first)}. Choose that day or one before it"
    if last and draft.ends_on and draft.ends_on < last:
        wrong["ends_on"] = f"Money is set aside for a break until {day(last)}. Choose that day or a later one"
    if wrong:
        raise Refused(fields=wrong)


def _write(pot: Pot, draft: PotDraft) -> None:
    pot.name = draft.name
    pot.funder = draft.funder
    pot.starts_on = draft.starts_on
    pot.ends_on = draft.ends_on
    pot.options = sorted(draft.options)
    pot.fee_basis_points = draft.fee_basis_points
    pot.coding = draft.coding
    pot.support_plan_id = _support_plan_id(draft.support_plan_ref, pot.person)
    holder = _holder(draft.holder_ref)
    pot.holder_id = holder.id if holder else None


def _support_plan_id(ref: str, person: Person) -> int | None:
    if not ref:
        return None
    mine = select(SupportPlan.id).where(SupportPlan.ref == ref, SupportPlan.person_id == person.id)
    found = session.scalar(mine)
    if found is None:
        raise Refused(fields={"support_plan": "Choose one of the person's support plans"})
    return found


def _holder(ref: str) -> Organisation | None:
    if not ref:
        return None
    for organisation in isf_holders():
        if organisation.ref == ref:
            return organisation
    raise Refused(fields={"holder": "Choose one of the organisations in the list"})
