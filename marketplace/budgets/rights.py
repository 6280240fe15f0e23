"""What one reader may do with one pot. Pure: from what they are to the person, to the council, to the holder (R54).

Owns the site's reading of who sees money: the person, whoever plans for them or may use their money, officers and
finance of the council whose money it is, and the organisation that holds it. To see what is planned is not enough.
"""

from dataclasses import dataclass

from marketplace.budgets.sorts import Control
from marketplace.people.representation import Capacity, Standing

RECORDING = frozenset({Capacity.ADVISER, Capacity.CARE_MANAGER})
"""Capacities that write down for a person what money the person says they have."""


@dataclass(frozen=True, slots=True)
class Tie:
    """What a reader is to a pot, beside their standing with the person whose it is.

    ``is_other_council``: they work for a council, and it is not the one whose money this is.
    """

    is_officer: bool = False
    is_finance: bool = False
    is_holder: bool = False
    is_other_council: bool = False


@dataclass(frozen=True, slots=True)
class PotRights:
    """What a reader may do with a pot.

    ``may_keep``: change and close it; ``may_loosen``: write for the council, also what lets it pay for more (R18a);
    ``may_commit``: add or correct its money; ``may_state``: say how much is in it; ``may_pay``: pay from it, as whose
    money it is; ``may_take_back``: say, for the council, that money of it came back; ``may_see_coding``: read where its
    money is booked; ``may_read_account``: read the statement of its account line by line, which no council does: what
    else a family buys is not its to know.
    """

    may_see: bool = False
    may_keep: bool = False
    may_loosen: bool = False
    may_commit: bool = False
    may_state: bool = False
    may_pay: bool = False
    may_take_back: bool = False
    may_see_coding: bool = False
    may_read_account: bool = False


def may_see_money(standing: Standing) -> bool:
    """Whether somebody of this standing sees a person's pots at all."""
    return standing.may_plan or standing.may_pay


def may_make(standing: Standing, control: Control) -> bool:
    """Whether somebody of this standing may make a pot with such money for a person.

    Committed money is made by officers of the person's council alone (R18a). Other money is the person's: they, or who
    may use their money, say what they have; an adviser or care manager writes down what they were told.
    """
    if control is Control.COMMITTED:
        return standing.is_officer
    return standing.may_pay or standing.is_officer or bool(standing.capacities & RECORDING and standing.may_plan)


def rights(standing: Standing, control: Control, tie: Tie) -> PotRights:
    """What a reader of this standing and these ties may do with a pot."""
    through_person = may_see_money(standing) and not tie.is_other_council
    is_committed = control is Control.COMMITTED
    is_council = tie.is_officer or standing.is_officer or Capacity.CARE_MANAGER in standing.capacities
    keeps = tie.is_officer if is_committed else through_person and may_make(standing, control)
    return PotRights(
        may_see=through_person or tie.is_officer or tie.is_finance or tie.is_holder,
        may_keep=keeps,
        may_loosen=keeps and (tie.is_officer or standing.is_officer),
        may_commit=keeps and is_committed,
        may_state=keeps and control is Control.STATED,
        may_pay=through_person and standing.may_pay and not is_committed,
        may_take_back=tie.is_finance and control is Control.STATED,
        may_see_coding=keeps or tie.is_officer or tie.is_finance or tie.is_holder,
        may_read_account=keeps and control is Control.STATED and not is_council,
    )
