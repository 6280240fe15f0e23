"""Erasing what is kept of a person's money in words. Sums, days and every entry of the ledger stay, and their seals."""

from collections.abc import Collection, Iterator

from sqlalchemy import ColumnElement, delete, or_, select

from marketplace import clock, files
from marketplace.budgets.models import (
    HandLine,
    LedgerAccount,
    MoneyExport,
    MoneyHold,
    Pot,
    SentReturn,
    StatedAmount,
    Transfer,
    TransferNote,
)
from marketplace.budgets.models.account_lines import AccountFile, AccountLine
from marketplace.budgets.models.asked import AskedMoney
from marketplace.budgets.models.holding import HoldingAgreement
from marketplace.budgets.models.surplus import Surplus
from marketplace.budgets.models.terms import PotInstalment, PotOutgoing, PotTerms
from marketplace.budgets.queries.accounts import open_holds
from marketplace.db import session
from marketplace.erased import POT_NAME, WORDS, if_said, rewrite
from marketplace.money import format_pence
from marketplace.people.models import Person


def pots_of(person: Person) -> list[Pot]:
    """The person's pots, those closed among them."""
    return list(session.scalars(select(Pot).where(Pot.person_id == person.id).order_by(Pot.id)))


def unfinished(person: Person) -> Iterator[str]:
    """What of the person's money is not over yet, in words."""
    now = clock.now()
    aside = sum(session.scalars(open_holds(select(MoneyHold.open_pence), Pot.person_id == person.id, now)))
    if aside:
        yield f"{format_pence(aside)} is set aside for breaks. It has to be paid or let go"
    asked = session.scalars(select(AskedMoney).join(Pot, Pot.id == AskedMoney.pot_id).where(Pot.person_id == person.id))
    for one in asked:
        if one.left_pence:
            yield f"{format_pence(one.left_pence)} was asked back and has not come"


def erase(person: Person) -> None:
    """Erase it and close the pots, in the transaction that is open. The council's own coding of a pot stays."""
    pots = pots_of(person)
    funders = {pot.funder for pot in pots} - {""}
    for pot in pots:
        pot.name, pot.funder = POT_NAME, _who_gave(pot)
        pot.closed_at = pot.closed_at or clock.now()
    session.flush()
    ids = [pot.id for pot in pots]
    _erase_notes(ids)
    _erase_terms(ids)
    _erase_returns(ids)
    _erase_talk(ids)
    _erase_files(pots, funders)


def _who_gave(pot: Pot) -> str:
    """The public body or holder behind it, which is nobody's name; of other money nothing."""
    if pot.council is not None:
        return f"{pot.council.name} Council"
    return pot.holder.name if pot.holder else ""


def _erase_notes(ids: Collection[int]) -> None:
    accounts = select(LedgerAccount.id).where(LedgerAccount.pot_id.in_(ids))
    moved = select(Transfer.id).where(or_(Transfer.from_id.in_(accounts), Transfer.to_id.in_(accounts)))
    session.execute(delete(TransferNote).where(TransferNote.transfer_id.in_(moved)))
    rewrite(StatedAmount, StatedAmount.pot_id.in_(ids), evidence="")


def _erase_terms(ids: Collection[int]) -> None:
    rewrite(PotTerms, PotTerms.pot_id.in_(ids), paid_to_name="", award_letter="")
    rewrite(PotInstalment, PotInstalment.pot_id.in_(ids), words="")
    rewrite(PotOutgoing, PotOutgoing.pot_id.in_(ids), words=WORDS)


def _erase_returns(ids: Collection[int]) -> None:
    """Lines of the person's own bank are kept as sums of days: what was said of them counts in the month's return."""
    rewrite(HandLine, HandLine.pot_id.in_(ids), words=WORDS)
    rewrite(SentReturn, SentReturn.pot_id.in_(ids), words=if_said(SentReturn.words))
    rewrite(AccountLine, AccountLine.pot_id.in_(ids), words="", digest=AccountLine.ref)
    rewrite(AccountFile, AccountFile.pot_id.in_(ids), name=WORDS)


def _erase_talk(ids: Collection[int]) -> None:
    rewrite(Surplus, Surplus.pot_id.in_(ids), talked_with="", words="", offered=[], reason=if_said(Surplus.reason))
    let_go = if_said(AskedMoney.let_go_words)
    rewrite(AskedMoney, AskedMoney.pot_id.in_(ids), reason=WORDS, how=WORDS, let_go_words=let_go)


def _erase_files(pots: Collection[Pot], funders: Collection[str]) -> None:
    """Papers of the money, and the files that named the person among others: those are made anew when asked for.

    ``funders``: from whom the pots came, before they were erased.
    """
    theirs = HoldingAgreement.pot_id.in_([pot.id for pot in pots])
    papers = session.scalars(select(HoldingAgreement.paper_id).where(theirs)).all()
    session.execute(delete(HoldingAgreement).where(theirs))
    files.erase(papers)
    session.execute(delete(MoneyExport).where(_names(pots, funders)))


def _names(pots: Collection[Pot], funders: Collection[str]) -> ColumnElement[bool]:
    councils = {pot.council_id for pot in pots} - {None}
    holders = {pot.holder_id for pot in pots} - {None}
    return or_(
        MoneyExport.council_id.in_(councils), MoneyExport.holder_id.in_(holders), MoneyExport.funder.in_(funders)
    )
