"""Somebody who can be erased, with a mark in every word that is kept of them: a break that is over and paid, and more.

What came of the break by the services is marked where it stands; rows of all other tables are filled in beside it.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import time_machine
from sqlalchemy import select, true

from marketplace import clock
from marketplace.booking import services as booking
from marketplace.booking.models import Break, Line, Segment
from marketplace.budgets.models import Pot
from marketplace.db import session, transaction
from marketplace.erasing.decided import ERASED
from marketplace.people.models import Person
from tests import invoiced
from tests.invoiced import Billed
from tests.marked import Marked, every_table, hanging


@dataclass
class Erasable:
    """The break, and what was marked."""

    billed: Billed
    marked: Marked

    @property
    def person_ref(self) -> str:
        """Whose it is."""
        return self.billed.made.people["person"]


def paid(traveller: time_machine.Traveller) -> Billed:
    """A break that is over and of which the only invoice is paid."""
    billed = invoiced.over(invoiced.booked(), traveller)
    billed.send()
    billed.pay()
    booking.complete(billed.made.ref, by=billed.made.arranger)
    session.rollback()
    return billed


def erasable(traveller: time_machine.Traveller) -> Erasable:
    """The same, with a mark in every word that is kept of its person."""
    billed = paid(traveller)
    marked = Marked()
    with transaction():
        one, person = billed.made.break_, session.scalars(select(Person)).one()
        _mark_what_there_is(marked, person)
        session.expire_all()
        _fill_in(marked, one, person)
    return Erasable(billed, marked)


def _mark_what_there_is(marked: Marked, person: Person) -> None:
    marked.rewrite("account", every_table()["account"].c.id == person.account_id, *ERASED["account"].split())
    there = hanging(person.id)
    for name in sorted(ERASED.keys() & there.keys()):
        key = next(iter(every_table()[name].primary_key.columns))
        marked.rewrite(name, key.in_(there[name]), *ERASED[name].split())
    for name in ("invoice_move", "occupancy"):  # the only ones: of this break
        marked.rewrite(name, true(), *ERASED[name].split())


def _fill_in(marked: Marked, one: Break, person: Person) -> None:
    line, pot = session.scalars(select(Line)).one(), session.scalars(select(Pot)).one()
    marked.ids |= {
        "person": person.id,
        "break": one.id,
        "break_line": line.id,
        "pot": pot.id,
        "outcome": session.scalar(select(every_table()["outcome"].c.id)),
        "listing": line.listing_id,
    }
    _fill_person(marked, person)
    _fill_break(marked, one, line)
    _fill_papers(marked, one)
    _fill_pot(marked, pot)
    _fill_cards(marked, pot, one)
    _fill_by_reference(marked, one, line)
    _fill_own(marked, person)


def _fill_person(marked: Marked, person: Person) -> None:
    marked.fill("support_time", level="none")
    for name in ("person_need", "safety_note", "profile_note", "profile_version", "easy_answer"):
        marked.fill(name)
    stood = marked.fill("standstill")
    marked.fill("standstill_choice", standstill_id=stood)
    marked.fill("pa")
    marked.fill("pa_sign_off")
    meeting = marked.fill("meeting", minutes=30, state="off")
    marked.fill("meeting_word", meeting_id=meeting)


def _fill_break(marked: Marked, one: Break, line: Line) -> None:
    file = marked.fill("stored_file")
    fresh = marked.fill("break_line", sort="brokered", state="declined", paper_id=file)
    marked.fill("emergency")
    marked.fill("on_behalf", options="1")
    marked.fill("line_question", answered_at=clock.now())
    marked.fill("other_time")
    marked.fill("rest_ask", answer_by=clock.now() + timedelta(days=1))
    ended = {"answer_by": clock.now() + timedelta(days=1), "ended_at": clock.now()}
    marked.fill("not_given", state="taken_back", **ended)
    marked.fill("passed_on")
    marked.fill("waiver", state="in_part", back_pence=1, pence=2, **ended)
    marked.fill("pot_refusal")
    marked.fill("rule_decision")
    swap = marked.fill("swap", line_id=line.id, fresh_id=fresh, state="over")
    marked.fill("swap_pot", swap_id=swap)
    run = marked.fill("suggestion_run", ends_at=clock.now() + timedelta(days=1))
    marked.fill("suggestion", run_id=run)
    marked.fill("agreement", letter_id=marked.fill("stored_file"), withdrawn_at=clock.now())


def _fill_papers(marked: Marked, one: Break) -> None:
    quote = marked.fill("quote")
    several = marked.fill("choice_set")
    marked.fill("choice", set_id=several, quote_id=quote)
    compared = marked.fill("comparison", decided=_first("comparison", "decided"), decided_at=clock.now())
    marked.fill("compared_outcome", comparison_id=compared)


def _fill_pot(marked: Marked, pot: Pot) -> None:
    for name in ("pot_terms", "pot_instalment", "pot_outgoing", "stated_amount", "hand_line", "sent_return"):
        marked.fill(name)
    surplus = marked.fill("surplus")
    marked.fill("asked_money", surplus_id=surplus, let_go_at=clock.now())
    file = marked.fill("account_file")
    marked.fill("account_line", file_id=file, month="2027-01", movement="", movement_month="")
    review = clock.today() + timedelta(days=1)
    marked.fill("holding_agreement", paper_id=marked.fill("stored_file"), review_on=review)
    marked.fill("money_export", council_id=pot.council_id, funder=None)
    marked.fill("money_export", funder=pot.funder)


def _fill_cards(marked: Marked, pot: Pot, one: Break) -> None:
    promise = marked.fill("promise", pence=0)
    ref = session.scalar(select(every_table()["promise"].c.ref).where(every_table()["promise"].c.id == promise))
    known_as = f"promise:{ref}"
    now = clock.now()
    card = marked.fill("card", reference=known_as, saved_at=now, ended_at=now)
    charge = marked.fill("charge", card_id=card, reference=known_as, state="paid", ended_at=now)
    payment = marked.fill("card_payment", charge_id=charge)
    marked.fill("card_refund", payment_id=payment, done_at=now)
    marked.fill("card_dispute", payment_id=payment, state="won", settled_at=now)
    marked.fill("card_difference", reference=known_as, settled_at=now)
    marked.fill("kept_card", kept_for=f"pot:{pot.ref}")
    payout = marked.fill("payout", payment_id=payment, state="over", pence=2, transfer_id=None)
    marked.fill("payout_reversal", payout_id=payout, settled_at=now)
    marked.fill("bank_statement")
    marked.fill("bank_line", reference=known_as, done_at=now)
    went = marked.fill("bank_line_out", done_at=now, is_other=False)
    marked.fill("seen_payment", line_id=went, reference=known_as)


def _fill_by_reference(marked: Marked, one: Break, line: Line) -> None:
    segment = session.scalars(select(Segment).where(Segment.line_id == line.id)).first()
    assert segment is not None
    marked.fill("calendar_conflict", reference=segment.reference, ends_at=clock.now() + timedelta(days=1))
    marked.fill("fact_word", reference=line.about)
    marked.fill("kept_result", about=one.about)
    letter = marked.fill("letter", about=one.about, ref="aletter")
    marked.fill("letter_attachment", letter_id=letter)
    marked.fill("job", key="send-letter:aletter")


def _fill_own(marked: Marked, person: Person) -> None:
    """What one's own account keeps, and what was offered to its address."""
    assert person.account is not None
    own, email = person.account.id, person.account.email
    marked.fill("demo_person", account_id=own)
    marked.fill("email_change", account_id=own)
    marked.fill("invitation", email=email)
    marked.fill("sign_up", email=email)
    marked.fill("kept_listing", account_id=own)
    marked.fill("saved_search", person_id=person.id)
    pattern = marked.fill("break_pattern", account_id=own)
    marked.fill("pattern_part", pattern_id=pattern, listing_id=marked.ids["listing"])


def _first(table: str, column: str) -> Any:  # noqa: ANN401 - a code of any table
    kinds: Any = every_table()[table].c[column].type
    return kinds.enums[0]
