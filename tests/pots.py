"""Pots for tests, made through the services with as little as each needs, and a sum of the ledger to check them by."""

from datetime import date

from sqlalchemy import select

from marketplace.accounts.models import Organisation
from marketplace.accounts.viewer import Viewer
from marketplace.audit import SITE
from marketplace.budgets.balance import Balance
from marketplace.budgets.drafts import PotDraft
from marketplace.budgets.models import AccountSort, LedgerAccount, Pot, Transfer
from marketplace.budgets.queries.balances import balances
from marketplace.budgets.services import committing, entries, ledger, pots, stating
from marketplace.budgets.services.ledger import PotPays
from marketplace.budgets.services.stating import Stated
from marketplace.clock import today
from marketplace.db import session, transaction
from tests import families

FIRST_DAY, LAST_DAY = date(2026, 4, 1), date(2027, 3, 31)
BANK = "provider:bank"
OPTIONS = {"council_arranged": frozenset({3})}


def pot(
    code: str = "council_arranged",
    *,
    name: str = "",
    person: str = "",
    by: Viewer | None = None,
    pence: int = 0,
    outgoings_pence: int = 0,
    holder: Viewer | None = None,
) -> Pot:
    """A pot with ``pence`` in it, committed or stated, for a person of the Borders who is made when none is named."""
    officer = by or families.officer()
    owner = person or families.person(council=families.BORDERS)
    draft = PotDraft(
        name=name or code.replace("_", " ").capitalize(),
        funder="Scottish Borders Council",
        starts_on=FIRST_DAY,
        ends_on=LAST_DAY,
        options=OPTIONS.get(code, frozenset()),
        holder_ref=ref_of_holder(holder) if holder else "",
        fee_basis_points=500 if holder else 0,
    )
    made = find(pots.open_pot(owner, code, draft=draft, by=officer))
    if pence and made.sort.control == "committed":
        committing.add_committed_money(made.ref, pence=pence, reason="Yearly budget", by=officer)
    elif pence:
        told = Stated(on=today(), amount_pence=pence, outgoings_pence=outgoings_pence, evidence="Bank statement")
        stating.state_amount(made.ref, stated=told, by=officer)
    return find(made.ref)


def find(ref: str) -> Pot:
    """The pot of a reference."""
    return session.scalars(select(Pot).where(Pot.ref == ref)).one()


def balance(of: Pot) -> Balance:
    """What is in a pot now."""
    return balances([of.id])[of.id]


def hold(of: Pot, pence: int, reference: str = "share:1", **more: object) -> None:
    """Set money aside in one pot, for ever unless ``until`` is given."""
    settings = {"until": None, "key": f"hold:{reference}", "by": SITE} | more
    ledger.hold(wanted=[PotPays(of.id, pence, reference, BANK)], **settings)  # type: ignore[arg-type]


def payee_account() -> int:
    """The account of whoever is paid."""
    with transaction():
        return entries.accounts_of(AccountSort.PAYEE, {BANK})[BANK]


def added_key(of: Pot) -> str:
    """The key under which money was first added to a pot."""
    account = select(LedgerAccount.id).where(LedgerAccount.pot_id == of.id).scalar_subquery()
    added = select(Transfer.key).where(Transfer.to_id == account, Transfer.key.startswith("added:"))
    return session.scalars(added.order_by(Transfer.id).limit(1)).one()


def ref_of_holder(holder: Viewer) -> str:
    """The reference of the organisation that somebody holds ISFs for."""
    return session.get_one(Organisation, holder.organisation_id).ref
