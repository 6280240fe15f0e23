"""What becomes of a break when the card firm answers: a card is saved, a charge is paid or declined."""

from collections.abc import Collection, Mapping

from sqlalchemy import select

from marketplace import clock
from marketplace.audit import SITE
from marketplace.booking.lifecycle import BreakState
from marketplace.booking.models import Promise
from marketplace.booking.queries.promises import card_money_in_books, promises_in_words
from marketplace.booking.services.confirming import confirm_if_all_agreed, finish_if_charged
from marketplace.booking.services.knowing import locked_by_id
from marketplace.booking.services.money_letters import ask_cardholder, tell_sent_back
from marketplace.booking.services.promising import lose
from marketplace.booking.services.swap_paying import take_extra
from marketplace.budgets.statement import PROMISED
from marketplace.db import session


class CardPayer:
    """What a break does when the card firm answers: ``payments.Payer``. Called inside its open transaction."""

    def lock(self, reference: str) -> None:
        """Lock the break with all it holds; nothing when it is not ours."""
        found = _promise(reference)
        if found is not None:
            locked_by_id(found.break_id)

    def card_saved(self, reference: str) -> None:
        """It may have been the last thing that was waited for."""
        found = _promise(reference)
        if found is not None:
            confirm_if_all_agreed(found.break_, by=SITE)

    def paid(self, reference: str, pence: int) -> bool:
        """The money came; whether it is still wanted. With the last of it the break is confirmed, or a part swapped."""
        found = _promise(reference)
        state = found.break_.state_on(clock.now()) if found else None
        if found is not None and state is BreakState.CONFIRMED:
            return take_extra(found, pence)
        if found is None or state is not BreakState.CONFIRMING:
            return False
        found.paid_pence += pence
        found.paid_at = clock.now()
        session.flush()
        finish_if_charged(found.break_, by=SITE)
        return True

    def sent_back(self, reference: str, pence: int) -> None:
        """Whoever paid too late, or twice, is told that it goes back."""
        found = _promise(reference)
        if found is not None:
            tell_sent_back(found, pence)

    def lost(self, reference: str, pence: int, name: str) -> None:
        """The bank gave it back to the cardholder: the books take it back too, and its payer owes it again."""
        found = _promise(reference)
        if found is not None:
            lose(found, pence, name=name, by=SITE)

    def about(self, references: Collection[str]) -> Mapping[str, str]:
        """Of which break, whose, when and with which reference of ours."""
        return promises_in_words([one.removeprefix(PROMISED) for one in references if one.startswith(PROMISED)])

    def in_books(self, references: Collection[str]) -> Mapping[str, int]:
        """What the books say that each promise has paid, of breaks that were confirmed: not before are they written."""
        return card_money_in_books([one.removeprefix(PROMISED) for one in references if one.startswith(PROMISED)])

    def not_paid(self, reference: str, why: str) -> None:
        """The cardholder is asked to pay on the card page while the break waits."""
        found = _promise(reference)
        if found is not None and found.break_.state_on(clock.now()) is BreakState.CONFIRMING:
            ask_cardholder(found, why=why)


def _promise(reference: str) -> Promise | None:
    ref = reference.removeprefix(PROMISED)
    return session.scalar(select(Promise).where(Promise.ref == ref)) if reference.startswith(PROMISED) else None
