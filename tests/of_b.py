"""Everything of one family, and of its providers, that an address of the site can name."""

from datetime import timedelta
from typing import Any

import time_machine
from sqlalchemy import select, text

from marketplace import clock
from marketplace.access_facts.kinds import ListingKind
from marketplace.accounts.models import Account, Invitation, Membership
from marketplace.accounts.roles import RoleName
from marketplace.audit import SITE
from marketplace.booking import services
from marketplace.booking.meet import MeetHow
from marketplace.booking.models import (
    Break,
    LineQuestion,
    Meeting,
    OffSiteKnown,
    OffSiteProvider,
    OtherTime,
    Swap,
)
from marketplace.booking.queries.sessions import MINUTE
from marketplace.booking.queries.talking import stretches_of
from marketplace.booking.services.meetings import MeetingWanted
from marketplace.booking.suggest.wish import Wish
from marketplace.booking.tallies import TimeUnit
from marketplace.budgets.models import Transfer
from marketplace.budgets.models.asked import AskedMoney
from marketplace.budgets.models.surplus import Surplus
from marketplace.budgets.services import dated_money, exports
from marketplace.budgets.statement import Month
from marketplace.db import HasRef, session, transaction
from marketplace.files import StoredFile, Upload
from marketplace.finding.models import KeptListing
from marketplace.finding.services import keeping, searches
from marketplace.listings.asked import Asked
from marketplace.listings.closing import Plan
from marketplace.listings.models import (
    PA,
    CalendarConflict,
    LinkedEntity,
    Listing,
    OutsideCalendar,
    Paper,
    Photo,
    Space,
)
from marketplace.listings.paper_kinds import PaperKind
from marketplace.listings.papers import PaperPlace
from marketplace.listings.services import closures, linked, papers, sheets
from marketplace.listings.services.papers import PaperRecord
from marketplace.notifications.models import Channel, Letter
from marketplace.payments.invoices import services as invoices
from marketplace.payments.invoices.models import Invoice
from marketplace.payments.invoices.paper import DebtorSort, Side
from marketplace.payments.recharges.lifecycle import RechargeSort, RechargeState
from marketplace.payments.recharges.models import Recharge, RechargeBook
from marketplace.people.models import Outcome, Representation, SupportPlan
from marketplace.people.services.erasing import ask_to_erase
from marketplace.quotes import services as quotes
from marketplace.quotes.drafts import HomeDraft
from marketplace.quotes.models import Choice, ChoiceSet, Quote
from tests import families, golden, invoiced
from tests.beginnings import beginning
from tests.golden import Golden

_WORDS = {
    "rule_id": "R9",
    "code": "own",
    "capacity": "helper",
    "group": "mobility",
    "to": "first",
    "paper_kind": "fire_risk",
    "refund_ref": "nothing-came-back-yet",
}
"""Parts of addresses that are nobody's."""


@beginning
def all_of_b() -> dict[str, str]:
    """By the names of parts of addresses, while a golden break waits for answers."""
    b = golden.a_long_weekend()
    quote = quotes.make_quote(b.ref, good_until=clock.today(), by=b.arranger)
    golden.ask(b)
    golden.answer(b, without={"riding", "virtual"})
    _letter_and_conflict(b)
    _paper(b)
    _talk(b)
    _meeting(b)
    return (
        _WORDS
        | _of_break(b, quote)
        | {
            "run_ref": _run(b),
            "suggestion_ref": "nothing-found-yet",
            "agreement_ref": "nothing-filed-yet",
            "sheet_ref": _sheet(b.offers["house"].ref),
            "export": exports.ask_for(str(Month.of(clock.today())), by=families.officer(role=RoleName.COUNCIL_FINANCE)),
            "month": str(Month.of(clock.today())),
            "row_ref": _instalment(b),
            "asked_ref": _asked_back(b),
            **_bills(),
            "recharge": _recharge(b),
            "question_ref": _one(LineQuestion),
            "offer_ref": _one(OtherTime),
            "minute": f"{b.line('riding').periods[0].starts_at:{MINUTE}}",
            "pa": _one(PA),
            "letter": _one(Letter, Letter.channel == Channel.POST),
            "conflict": _one(CalendarConflict),
            "closure": _closure(b.offers["house"].ref),
            "calendar": _one(OutsideCalendar),
            "file_ref": _one(StoredFile),
            **_address_book(b),
            "kept": _kept(b),
            "search": _search(b),
            "erasure_ref": ask_to_erase(b.people["person"], by=b.viewers["person"]).ref,
            "pattern": services.keep_pattern(b.ref, name="A long weekend", by=b.arranger),
            "about_ref": b.offers["house"].ref,
            "paper_ref": _one(Paper),
            "entity_ref": _one(LinkedEntity),
            "plan_ref": _one(SupportPlan),
            "outcome_ref": _one(Outcome),
            "allowance_ref": _allowance(b),
            "representation_ref": _one(Representation),
            "carer_ref": b.people["person"],
            **_team(b),
            "key": session.scalars(select(Transfer.key).limit(1)).one(),
        }
    )


def _address_book(b: Golden) -> dict[str, str]:
    return {"entry": _entry(b), "into": _one(OffSiteProvider)}


def _team(b: Golden) -> dict[str, str]:
    member = b.viewers["officer"].membership_ref or ""
    return {"membership_ref": member, "members": member, "invitations": _invitation(b)}


def _swap(b: Golden) -> str:
    """A swap that somebody has planned."""
    one, old, fresh = b.break_.id, b.line("riding").id, b.line("mattress").id
    until = clock.now() + timedelta(days=1)
    with transaction():
        swap = Swap(break_id=one, line_id=old, fresh_id=fresh, until=until, asks=[])
        swap.made_at = swap.changed_at = clock.now()
        session.add(swap)
        session.flush()
        return swap.ref


def _of_break(b: Golden, quote: str) -> dict[str, str]:
    """What hangs on the break itself."""
    return {
        "break": b.ref,
        "quote": quote,
        "choices": _choices(b),
        "swap_ref": _swap(b),
        "comparison": quotes.compare(b.ref, draft=HOME, by=b.arranger),
        "break_ref": b.ref,
        "meeting": _one(Meeting),
        "line_ref": b.lines["support"],
        "visit_ref": b.line("support").segments[0].ref,
        "listing_ref": b.offers["house"].ref,
        "pot_ref": b.pots["virtual"],
        "person_ref": b.people["person"],
        "space_ref": _one(Space),
        "photo_ref": _photo(b.offers["house"].ref),
    }


def _one(table: type[HasRef], *which: Any) -> str:
    return session.scalars(select(table.ref).where(*which).order_by(text("id")).limit(1)).one()


def _kept(b: Golden) -> str:
    keeping.keep(b.offers["house"].ref, person_ref=b.people["person"], by=b.arranger)
    return _one(KeptListing)


def _search(b: Golden) -> str:
    person = b.people["person"]
    return searches.keep_search(name="x", words="", asked=Asked(), person_ref=person, tells=True, by=b.arranger)


def _sheet(listing_ref: str) -> str:
    house = session.scalars(select(Listing).where(Listing.ref == listing_ref)).one()
    upload = Upload("a.csv", b"reference,kind,title\nA,other,Tea\n")
    return sheets.send(provider_id=house.provider_id, upload=upload, by=SITE).ref


def _run(b: Golden) -> str:
    """Suggestions that were asked for B's break."""
    return services.ask_for_suggestions(b.ref, wish=Wish(), by=b.arranger)


def _photo(listing_ref: str) -> str:
    with transaction():
        listing = session.scalars(select(Listing).where(Listing.ref == listing_ref)).one()
        photo = Photo(position=0, words="The house", digest="0", made_at=clock.now())
        listing.photos.append(photo)
        session.flush()
        return photo.ref


def _closure(listing_ref: str) -> str:
    listing = session.scalars(select(Listing).where(Listing.ref == listing_ref)).one()
    first = clock.today() + timedelta(days=400)
    made = closures.close_by_plan(
        provider_id=listing.provider_id,
        spaces=listing.spaces,
        plan=Plan(first, first + timedelta(days=1)),
        note="",
        is_around=True,
        by=SITE,
    )
    return made.ref


def _letter_and_conflict(b: Golden) -> None:
    """What the long weekend does not bring by itself: a letter to print, a calendar, and that it meets the house."""
    now = clock.now()
    house = b.line("house").segments[0]
    conflict = CalendarConflict(
        space_id=house.space_id,
        starts_at=now,
        ends_at=now + timedelta(days=1),
        reference=house.reference,
        opened_at=now,
    )
    with transaction():
        session.add(
            Letter(
                name="break-confirmed",
                channel=Channel.POST,
                to_address="",
                to_name="Callum Hume",
                message_id="<1@lull.example>",
                subject="Confirmed",
                body="Hello",
                about=f"break:{b.ref}",
                reader=f"person:{b.people['person']}",
                made_at=now,
            )
        )
        session.add(conflict)
        session.add(
            OutsideCalendar(space_id=house.space_id, name="x", address="https://x.example/", made_at=now, next_at=now)
        )


def _paper(b: Golden) -> None:
    """A paper of the house that waits for its check."""
    house = session.scalars(select(Listing).where(Listing.ref == b.offers["house"].ref)).one()
    place = PaperPlace(house.provider, listing=house)
    upload = Upload("fire.pdf", b"%PDF-1.4 fire")
    papers.put_in(place=place, kind=PaperKind.FIRE_RISK, record=PaperRecord(), upload=upload, by=SITE)
    linked.link(provider_id=house.provider_id, name="Merse Care", is_of_one_hand=True, is_sold_together=False, by=SITE)


def _talk(b: Golden) -> None:
    """A question about the support, and another time for the riding."""
    by = {one.ref: one.by for one in b.offers.values()}
    support, riding = b.line("support").listing, b.line("riding").listing
    assert support is not None
    assert riding is not None
    starts = [one.period.starts_at + timedelta(hours=1) for one in stretches_of(b.line("riding"))]
    services.ask_about(b.lines["support"], words="Which door?", by=by[support.ref])
    services.offer_other_time(b.lines["riding"], starts=starts, by=by[riding.ref])


HOME = HomeDraft(name="Cheviot View", source="A call", council_pence=1, person_pence=1, staff="1 for 6")


def _choices(b: Golden) -> str:
    """A set with B's break alone in it."""
    with transaction():
        quote = session.scalars(select(Quote).join(Break).where(Break.ref == b.ref)).one()
        made = ChoiceSet(title="A weekend", answer_by=clock.today(), made_at=clock.now())
        made.choices.append(Choice(position=1, quote_id=quote.id))
        session.add(made)
        session.flush()
        return made.ref


def _meeting(b: Golden) -> None:
    """A meeting with the PA bank, asked for."""
    wanted = MeetingWanted(b.people["person"], MeetHow.VIDEO, (clock.now() + timedelta(days=2),))
    services.ask_meeting(b.offers["bank"].ref, wanted=wanted, by=b.arranger)


def _bills() -> dict[str, str]:
    """An invoice for an earlier break, and the list on which it is to be paid."""
    billed = invoiced.booked()
    with time_machine.travel(billed.made.break_.ends_at + timedelta(days=1), tick=False):
        invoice = billed.send()
        invoices.accept(invoice, by=billed.payer)
        return {"invoice": invoice, "invoice_list": invoices.LISTS.make([invoice], by=billed.payer)}


def _recharge(b: Golden) -> str:
    """What the owner of B's direct payment is asked to pay back of that invoice."""
    today = clock.today()
    with transaction():
        book = RechargeBook(payer="funder:NHS Borders", last_number=1)
        session.add(book)
        session.flush()
        pot = b.pot("direct")
        made = Recharge(
            book_id=book.id,
            number=1,
            sort=RechargeSort.RECHARGE,
            invoice_id=session.scalars(select(Invoice.id)).first(),
            debtor=DebtorSort.OWNER,
            debtor_key=f"owner:{pot.id}",
            pot_id=pot.id,
            issued_on=today,
            due_on=today,
            parts=1,
            pence=1_00,
            lead=Side("NHS Borders"),
            lead_sort_code="",
            lead_account_number="",
            owing=Side("Direct payment"),
            state=RechargeState.OPEN,
            made_at=clock.now(),
        )
        session.add(made)
        session.flush()
        return made.ref


def _instalment(b: Golden) -> str:
    """Money that is still to come into a pot of B's."""
    due_on = clock.today() + timedelta(days=30)
    return dated_money.add_instalment(b.pots["virtual"], due_on=due_on, pence=100_00, by=b.viewers["officer"])


def _asked_back(b: Golden) -> str:
    """Money of a pot of B's that was asked back, as if the pot's time were almost over."""
    today, officer = clock.today(), session.scalars(select(Account).order_by(Account.id)).first()
    with transaction():
        pot = b.pot("virtual")
        told = Surplus(pot_id=pot.id, ends_on=today, surplus_pence=1_00, told_at=clock.now(), offered=[])
        told.talked_on, told.talked_by_account_id = today, officer.id if officer else None
        session.add(told)
        session.flush()
        made = AskedMoney(
            pot_id=pot.id, surplus_id=told.id, pence=1_00, reason="Why", how="How", pay_by=today, asked_at=clock.now()
        )
        session.add(made)
        session.flush()
        return made.ref


def _allowance(b: Golden) -> str:
    """So many nights from a pot of B's."""
    pot = f"pot:{b.pots['virtual']}"
    return services.allow_time(b.people["person"], under=pot, unit=TimeUnit.NIGHTS, allowed=28, by=b.viewers["officer"])


def _entry(b: Golden) -> str:
    """Somebody in the address book of B's council."""
    with transaction():
        known = OffSiteKnown(organisation_id=b.viewers["officer"].organisation_id)
        made = OffSiteProvider(name="Pier", key="pier", kind=ListingKind.OTHER, made_at=clock.now(), known_by=[known])
        session.add(made)
        session.flush()
        return made.ref


def _invitation(b: Golden) -> str:
    with transaction():
        inviter = session.query(Membership).filter_by(ref=b.viewers["officer"].membership_ref).one()
        made = Invitation(
            email="new@example.org",
            organisation_id=inviter.organisation_id,
            role=RoleName.CARE_MANAGER,
            made_at=clock.now(),
            expires_at=clock.now(),
        )
        session.add(made)
        session.flush()
        return made.ref
