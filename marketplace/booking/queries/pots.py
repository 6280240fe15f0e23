"""The pots of a break: what each pays, its balance without and with it, whose yes it needs; and which may pay."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from sqlalchemy import select

from marketplace.accounts.viewer import Viewer
from marketplace.booking.lifecycle import BreakState
from marketplace.booking.models import Agreement, Line
from marketplace.booking.queries.agreeing import agreed_together, limit_of, way_in
from marketplace.booking.queries.held import agreements_lacking
from marketplace.booking.queries.known import KnownBreak, known_break
from marketplace.booking.queries.lead_payers import paid_first, recharges
from marketplace.booking.queries.money_rows import AgreementRow, PaidPart, PotChoice, PotPart, Settling
from marketplace.booking.queries.passed_on import passed_on_in
from marketplace.booking.queries.paying_pots import pots_of
from marketplace.booking.queries.pot_money import free_without
from marketplace.booking.queries.readiness import Answers, is_agreed, shares_paid
from marketplace.booking.queries.settling import settlings
from marketplace.booking.queries.sharing import days_of, reach
from marketplace.booking.shares import missing_pence
from marketplace.booking.sorts import AgreedHow
from marketplace.budgets.models import Pot
from marketplace.budgets.queries.balances import balances, stated_days
from marketplace.budgets.queries.dated_money import DatedMoney, dated_money
from marketplace.budgets.queries.pots import pots_of as pots_of_person
from marketplace.budgets.queries.pots import rights_on
from marketplace.budgets.sorts import AgreedBy, Control
from marketplace.db import session
from marketplace.errors import NotFound
from marketplace.listings.vat import vat_part, vat_parts
from marketplace.money import format_pence
from marketplace.people.models import Outcome, Person, SupportPlan
from marketplace.people.queries.persons import Known, standing_for
from marketplace.people.representation import Standing
from marketplace.wording import day, listed

ASKED = frozenset({BreakState.HELD, BreakState.REQUESTED})
"""While a pot's yes is asked for."""


def pot_parts(known: KnownBreak, answers: Answers) -> tuple[PotPart, ...]:
    """Every pot that pays for a break, in the order of their sorts."""
    one = known.break_
    pots = pots_of(_lines(known))
    ids = [pot.id for pot in pots]
    now, said, agreed = balances(ids), stated_days(ids), answers.agreed[one.id]
    settled, lacking, words = settlings(known, pots, agreed), agreements_lacking(pots), passed_on_in(known, pots)
    before = {pot.id: free_without(one, pot, now[pot.id], answers.held) for pot in pots if is_sum_known(pot, said)}
    return tuple(
        _part(
            known,
            pot,
            before.get(pot.id),
            replace(
                _agreement_row(known, pot, agreed.get(pot.id), lacks=lacking.get(pot.id, "")),
                passed_on=words.get(pot.id, ()),
            ),
            settled.get(pot.id),
        )
        for pot in pots
    )


def pot_choices(ref: str, line_ref: str, *, viewer: Viewer) -> tuple[PotChoice, ...]:
    """The pots of everyone in a break that the viewer sees, and whether each may pay for a line. Raises NotFound."""
    known = known_break(ref, viewer=viewer)
    if not known.sees_money:
        raise NotFound
    line = known.line(line_ref)
    pots = [pot for person in known.break_.everyone for pot in pots_seen(person, viewer)]
    now, said, dated = balances([pot.id for pot in pots]), stated_days([pot.id for pot in pots]), dated_money(pots)
    return tuple(
        _choice(pot, line, now[pot.id].free_pence if is_sum_known(pot, said) else None, dated[pot.id]) for pot in pots
    )


def pots_seen(person: Person, viewer: Viewer) -> list[Pot]:
    """The open pots of a person that the viewer sees."""
    seen = pots_of_person(Known(person, standing_for(person, viewer=viewer)), viewer=viewer)
    return [pot for pot in seen if pot.closed_at is None]


def is_sum_known(pot: Pot, stated: Mapping[int, object]) -> bool:
    """Whether it is known how much is in it: committed, or told; of own money it never is."""
    if pot.sort.control is Control.OWN:
        return False
    return pot.sort.control is Control.COMMITTED or pot.id in stated


def _lines(known: KnownBreak) -> list[Line]:
    """The lines whose money is spoken of: of a break whose first part alone is asked for, that part's."""
    return known.break_.lines_now if known.state in ASKED else known.break_.lines_in


def _part(
    known: KnownBreak, pot: Pot, before: int | None, agreement: AgreementRow, settling: Settling | None
) -> PotPart:
    lines = [(line, sum(s.pence for s in line.shares if s.pot_id == pot.id)) for line in _lines(known)]
    pays = [(line, pence) for line, pence in lines if pence]
    total = sum(pence for _, pence in pays)
    may = rights_on(pot, viewer=known.viewer, standing=known.standings.get(pot.person_id))
    shown = before if may.may_see else None
    is_lead = known.break_.lead is not None and known.break_.lead.pot_id == pot.id
    return PotPart(
        pot_ref=pot.ref,
        href_ref=pot.ref if may.may_see else "",
        letter=pot.sort.letter,
        name=pot.name,
        words=_words_of(pot),
        pence=total,
        before_pence=shown,
        after_pence=shown - total if shown is not None else None,
        is_committed=pot.sort.control is Control.COMMITTED,
        options=tuple(sorted({s.option for line, _ in pays for s in line.shares if s.option and s.pot_id == pot.id})),
        pays_for=listed([f"{line.title} {format_pence(pence)}" for line, pence in pays]),
        parts=tuple(paid_part(line, pot) for line, _ in pays),
        agreement=agreement,
        settling=settling,
        coding=pot.coding if may.may_see_coding else "",
        first_pence=sum(pence for _, pence in paid_first(known.break_)) if is_lead else 0,
        back_pence=sum(owing.pence for owing in recharges(known.break_)) if is_lead else 0,
    )


def _words_of(pot: Pot) -> str:
    """What its money is, and its share where it pays one."""
    share = pot.terms.share_words if pot.terms else ""
    return f"{pot.sort.sentence} Its share is {share} of support." if share else pot.sort.sentence


def paid_part(line: Line, pot: Pot) -> PaidPart:
    """What a pot pays of a line, and its part of the tax in it: of one that was cancelled, what was kept."""
    is_in = line.state.is_in
    paid = [share.pence if is_in else share.kept_pence for share in line.shares]
    price = line.pence if is_in else sum(paid)
    taxes = vat_parts(vat_part(price, line.vat_per_ten_thousand), paid, missing_pence(price, sum(paid)))
    each = zip(line.shares, paid, taxes, strict=True)
    own = [(pence, tax) for share, pence, tax in each if share.pot_id == pot.id]
    pence, tax = (sum(column) for column in zip(*own, strict=True))
    title = line.title if is_in else f"Kept when it was cancelled: {line.title}"
    return PaidPart(title, line.provider, pence, line.vat, tax)


def _agreement_row(known: KnownBreak, pot: Pot, standing: Agreement | None, *, lacks: str) -> AgreementRow:
    one = known.break_
    is_yes = is_agreed(one, pot, standing)
    pence = sum(share.pence for share in shares_paid(one, pot))
    way_then = way_in(known, pot)
    way = way_then if known.state in ASKED else None
    limit = limit_of(known.viewer) if way is AgreedHow.OFFICER else None
    together = agreed_together(one, pot, viewer=known.viewer) if way is AgreedHow.OFFICER else 0
    return AgreementRow(
        how=AgreedHow(pot.sort.agreed_by.value),
        whose_words=whose_words(pot),
        is_mine=_is_mine(known, pot),
        is_agreed=is_yes,
        needs="" if is_yes else _needs_words(pot, standing),
        by_name=standing.by_name if standing else "",
        at=standing.at if standing else None,
        purchase_order=standing.purchase_order if standing else "",
        letter_ref=standing.letter.ref if standing and standing.letter else "",
        letter_words=standing.letter_words if standing else "",
        may_agree=way in {AgreedHow.HOLDER, AgreedHow.OFFICER} and not is_yes,
        may_attach_letter=way is AgreedHow.LETTER and not is_yes,
        may_tell=way is AgreedHow.TOLD and not is_yes,
        is_above_limit=way is AgreedHow.OFFICER and (limit is None or pence + together > limit),
        together_pence=together,
        may_withdraw=way is not None and standing is not None,
        lacks="" if is_yes else lacks,
        attaches_letter=way_then is AgreedHow.LETTER,
        reason=standing.reason if standing else "",
    )


def _is_mine(known: KnownBreak, pot: Pot) -> bool:
    is_persons = pot.sort.agreed_by is AgreedBy.HOLDER and pot.holder is None
    return is_persons and known.standings.get(pot.person_id, Standing()).is_self


def whose_words(pot: Pot) -> str:
    """Whose yes a pot needs, in words."""
    match pot.sort.agreed_by:
        case AgreedBy.OFFICER:
            return f"an officer of {pot.council.name}" if pot.council else "an officer"
        case AgreedBy.LETTER:
            return f"{pot.funder or pot.name}, by letter"
        case AgreedBy.HOLDER:
            return pot.holder.name if pot.holder else pot.person.called


def _needs_words(pot: Pot, standing: Agreement | None) -> str:
    if standing is not None:
        return f"agreed to {format_pence(standing.pence)} before; has to agree to what changed"
    return "a letter has to be attached" if pot.sort.agreed_by is AgreedBy.LETTER else "has not agreed yet"


def _asks(pot: Pot, dated: DatedMoney, on: date) -> Iterator[str]:
    """What its funder asks and what is still to come, as whoever says who pays should know it before."""
    terms = pot.terms
    if terms and terms.is_provisional:
        yield "This budget is not settled yet."
    if terms and terms.kept_back_pence:
        yield f"{format_pence(terms.kept_back_pence)} of it is kept back for an emergency."
    if terms and terms.share_words:
        yield f"It pays {terms.share_words} of support."
    if terms and terms.week_cap_pence:
        yield f"It pays {format_pence(terms.week_cap_pence)} in one week at the most."
    if terms and terms.total_cap_pence:
        yield f"It pays {format_pence(terms.total_cap_pence)} for breaks in all."
    then = dated.free_by(on, 0)
    more = then.next_in()
    if more:
        yield f"{format_pence(more.pence)} more comes on {day(more.due_on)}."
    if then.going_pence:
        yield f"{format_pence(then.going_pence)} goes out for regular costs before the break."


def _choice(pot: Pot, line: Line, free_pence: int | None, dated: DatedMoney) -> PotChoice:
    options, reaches = tuple(sorted(pot.options)), reach(pot, line)
    return PotChoice(
        pot_ref=pot.ref,
        name=pot.name,
        letter=pot.sort.letter,
        free_pence=free_pence,
        options=options,
        option=options[0] if len(options) == 1 else None,
        outcomes=outcomes_of(pot) if options else (),
        why_not=" ".join(reaches.why_not),
        most_pence=reaches.most_pence,
        only_words=reaches.only_words,
        asks=tuple(_asks(pot, dated, days_of(line)[0])),
        results=reaches.results,
    )


def outcomes_of(pot: Pot) -> tuple[tuple[str, str], ...]:
    """What a pot's money may be for, by reference: of its own support plan, or of any that its owner has."""
    rows = (
        select(Outcome)
        .join(SupportPlan, SupportPlan.id == Outcome.support_plan_id)
        .where(SupportPlan.person_id == pot.person_id, SupportPlan.ended_at.is_(None), Outcome.ended_at.is_(None))
        .order_by(Outcome.id)
    )
    if pot.support_plan_id is not None:
        rows = rows.where(SupportPlan.id == pot.support_plan_id)
    return tuple((outcome.ref, outcome.words) for outcome in session.scalars(rows))
