"""Each pot's yes to what it pays of a break: by its holder, an officer within their limit, or a funder's letter."""

from collections.abc import Iterable

from marketplace import audit, clock, files
from marketplace.accounts.viewer import Viewer
from marketplace.booking import drafts
from marketplace.booking.agreements import covered
from marketplace.booking.drafts import LONGEST_WORDS, PotYes
from marketplace.booking.errors import AboveLimit, DecideFirst, NoAgreement, NotNow, RulesSayNo
from marketplace.booking.lifecycle import BreakState
from marketplace.booking.models import Agreement, Break, Line, PotRefusal
from marketplace.booking.queries.agreeing import agreed_together, limit_of, way_in
from marketplace.booking.queries.held import agreements_lacking
from marketplace.booking.queries.known import KnownBreak, known_as
from marketplace.booking.queries.paying_pots import pots_of
from marketplace.booking.queries.promises import ways_of
from marketplace.booking.queries.readiness import agreement_of, decisions_of, said_of_pot, shares_paid, undecided
from marketplace.booking.queries.rulings import rulings_with_pots
from marketplace.booking.services.confirming import confirm_if_all_agreed
from marketplace.booking.services.fees import refigure_fees
from marketplace.booking.services.knowing import locked_alone, refuse_after_death
from marketplace.booking.services.letters import tell_not_agreed
from marketplace.booking.services.officer_letters import tell_taken_back
from marketplace.booking.services.promising import promise
from marketplace.booking.sorts import AgreedHow
from marketplace.budgets.models import Pot
from marketplace.budgets.services import ledger
from marketplace.budgets.sorts import SettlesBy
from marketplace.db import session, transaction
from marketplace.errors import NotFound, Refused
from marketplace.people.writing import one_line
from marketplace.rules.queries import settings_in_force
from marketplace.rules.registry import as_families_see
from marketplace.rules.results import Result
from marketplace.rules.services import keep
from marketplace.rules.spending import R18A, R47, Decision, SpendingLimit

LONGEST_ORDER = 60
LONGEST_LETTER_WORDS = 200
LONGEST_NAME = 120
OTHER_STOPS = "Another part of this break cannot go on as it is. Whoever arranges it puts that right first"
_ASKED = (BreakState.HELD, BreakState.REQUESTED)


def agree(ref: str, pot_ref: str, *, yes: PotYes, by: Viewer) -> None:
    """A pot says yes to all that it pays of a break now. How it is recorded follows from what ``by`` is to the pot.

    The rules are asked again, the pot's own limits among them. What they leave to an officer is decided before an
    officer who may decide it agrees the money; everybody else's yes is taken, and the break waits for that officer.
    Raises NotFound for whoever it is not, Refused by field, RulesSayNo, DecideFirst, AboveLimit (R47), NotNow,
    NoAgreement of held money.
    """
    with transaction():
        one, pot = _asked_of(ref, pot_ref)
        known = known_as(one, viewer=by)
        how = way_in(known, pot)
        if how is None:
            raise NotFound
        refuse_after_death(one)
        _refuse_state(one)
        said = _allowed(known, pot, how)
        if missing := agreements_lacking([pot]):
            raise NoAgreement(missing[pot.id])
        pence = sum(share.pence for share in shares_paid(one, pot))
        tidy = _checked(yes, how, pot)
        limit = limit_of(by) if how is AgreedHow.OFFICER else None
        asked = pence + (agreed_together(one, pot, viewer=by) if how is AgreedHow.OFFICER else 0)
        results = [*said, *_results(pot, how, asked, limit, by)]
        _end_standing(one, pot)
        letter = files.keep(tidy.letter, field="letter", by_account_id=by.account_id) if tidy.letter else None
        session.add(
            Agreement(
                break_id=one.id,
                pot_id=pot.id,
                pence=pence,
                covers=[[key, part] for key, part in sorted(covered(shares_paid(one, pot)).items())],
                how=how,
                by_name=_said_by(tidy, how, pot, by),
                by_account_id=by.account_id,
                way=tidy.way if ways_of(pot) else None,
                limit_pence=limit,
                purchase_order=tidy.purchase_order,
                letter_id=letter.id if letter else None,
                letter_words=tidy.letter_words,
                reason=tidy.reason,
                at=clock.now(),
            )
        )
        if ways_of(pot):
            promise(one, pot, pence=pence, way=tidy.way)
        keep(results, about=f"agreement:{one.ref}:{pot.ref}")
        _record("pot-agreed", one, pot, by)
        confirm_if_all_agreed(one, by=by.actor)


def withdraw_agreement(ref: str, pot_ref: str, *, by: Viewer) -> None:
    """Take back a pot's yes before all have agreed. Raises NotFound, NotNow."""
    with transaction():
        one, pot = _asked_of(ref, pot_ref)
        if way_in(known_as(one, viewer=by), pot) is None or agreement_of(one, pot) is None:
            raise NotFound
        _refuse_state(one)
        _end_standing(one, pot)
        _record("pot-agreement-withdrawn", one, pot, by)
        tell_taken_back(one, pot, by=by)


def do_not_agree(ref: str, pot_ref: str, *, reason: str, by: Viewer) -> None:
    """A pot says no: what it was to pay is paid by nobody, and whoever arranges the break reads why.

    The rest stays held until its time. Raises NotFound, Refused by field, NotNow.
    """
    words = one_line(reason)
    if not words or len(words) > LONGEST_WORDS:
        raise Refused(fields={"reason": f"Say why, in {LONGEST_WORDS} letters or fewer. The family reads this"})
    with transaction():
        one, pot = _asked_of(ref, pot_ref)
        how = way_in(known_as(one, viewer=by), pot)
        if how is None:
            raise NotFound
        _refuse_state(one)
        if not _paid_of(one.lines_kept, pot):  # a no to the rest leaves the yes to what is kept
            _end_standing(one, pot)
        if how is AgreedHow.OFFICER:
            _keep_refusal(one, pot, words, by)
        _take_away(one, pot, by)
        _record("pot-refused", one, pot, by)
        tell_not_agreed(one, pot, by_name=by.name, reason=words)


def _asked_of(ref: str, pot_ref: str) -> tuple[Break, Pot]:
    """A break, locked, and a pot that pays for any of it. Raises NotFound."""
    one = locked_alone(ref)
    for pot in pots_of(one.lines_now):
        if pot.ref == pot_ref:
            return one, pot
    raise NotFound


def _refuse_state(one: Break) -> None:
    state = one.state_on(clock.now())
    if state not in _ASKED:
        raise NotNow(f"{state.sentence}. Nothing is asked of a pot now")


def _allowed(known: KnownBreak, pot: Pot, how: AgreedHow) -> tuple[Result, ...]:
    """What rules say of what a pot pays, where they let it be agreed. Raises RulesSayNo, DecideFirst, NotNow."""
    one = known.break_
    said = said_of_pot(one, pot, rulings_with_pots(one))
    if said.stopping:
        stops = as_families_see(said.stopping)
        if not known.sees_rules:  # whoever holds the money reads of it alone (R54)
            stops = tuple(result for result in stops if result.pot_ref)
        if not stops:
            raise NotNow(OTHER_STOPS)
        raise RulesSayNo(stops)
    asks = undecided(one, said, decisions_of(one)) if how is AgreedHow.OFFICER and known.is_officer else []
    if asks:
        raise DecideFirst([result for _, result in asks])
    return said.all


def _checked(yes: PotYes, how: AgreedHow, pot: Pot) -> PotYes:
    tidy = PotYes(
        purchase_order=one_line(yes.purchase_order),
        reason=one_line(yes.reason),
        letter=yes.letter,
        letter_words=one_line(yes.letter_words),
        told_by=one_line(yes.told_by),
        way=yes.way,
    )
    wrong = drafts.text_problems(
        {
            "purchase_order": (tidy.purchase_order, LONGEST_ORDER),
            "reason": (tidy.reason, LONGEST_WORDS),
            "letter_words": (tidy.letter_words, LONGEST_LETTER_WORDS),
            "told_by": (tidy.told_by, LONGEST_NAME),
        }
    )
    if how is AgreedHow.OFFICER and SettlesBy.COUNCIL_INVOICE.value in pot.sort.settles_by and not tidy.purchase_order:
        wrong["purchase_order"] = "Enter the number of the purchase order"
    if how is AgreedHow.LETTER and tidy.letter is None:
        wrong["letter"] = "Attach the letter of the funder"
    if how is AgreedHow.LETTER and not tidy.letter_words:
        wrong["letter_words"] = "Say who wrote the letter, and its date"
    if how is AgreedHow.TOLD and not tidy.told_by:
        wrong["told_by"] = "Say who told you yes, and how"
    if ways_of(pot) and tidy.way not in ways_of(pot):
        wrong["way"] = f"{pot.name} is not paid {tidy.way.words}"
    if how is AgreedHow.TOLD and tidy.way is SettlesBy.CARD:
        wrong["way"] = "Only whose card it is can save a card. Choose bank transfer"
    if wrong:
        raise Refused(fields=wrong)
    return tidy


def _results(pot: Pot, how: AgreedHow, pence: int, limit: int | None, by: Viewer) -> list[Result]:
    """What R47 and R18a say of this yes. Raises AboveLimit."""
    settings, today = settings_in_force(), clock.today()
    council = pot.council.gss_code if pot.council else None
    results = []
    if how is AgreedHow.OFFICER:
        asked = SpendingLimit(asked_pence=pence, limit_pence=limit, on=today, council=council)
        within = R47.result(asked, settings, on=today)
        if within is not None:
            if within.waits:
                raise AboveLimit(within)
            results.append(within)
    if how is AgreedHow.OFFICER or pot.holder_id is not None:
        decided = R18A.result(Decision(is_public_money=True, officer=by.name), settings, on=today)
        results += [decided] if decided is not None else []
    return results


def _said_by(yes: PotYes, how: AgreedHow, pot: Pot, by: Viewer) -> str:
    match how:
        case AgreedHow.LETTER:
            return pot.funder or pot.name
        case AgreedHow.TOLD:
            return yes.told_by
        case _:
            return by.name


def _end_standing(one: Break, pot: Pot) -> None:
    standing = agreement_of(one, pot)
    if standing is not None:
        standing.withdrawn_at = clock.now()
        session.flush()


def _take_away(one: Break, pot: Pot, by: Viewer) -> None:
    for line in one.lines_open:
        gone = [share for share in line.shares if share.pot_id == pot.id]
        if gone:
            ledger.void(references=[share.reference for share in gone], by=by.actor)
        for share in gone:
            line.shares.remove(share)
        session.flush()
    refigure_fees(one, by=by.actor)


def _keep_refusal(one: Break, pot: Pot, reason: str, by: Viewer) -> None:
    """Before its shares are taken away: what was asked, for the next officer who is asked the like."""
    paid = _paid_of(one.lines_open, pot)
    session.add(
        PotRefusal(
            break_id=one.id,
            pot_id=pot.id,
            pence=sum(share.pence for line in paid for share in line.shares if share.pot_id == pot.id),
            kinds=sorted({line.kind.value for line in paid if line.kind}),
            limit_pence=limit_of(by),
            reason=reason,
            by_account_id=by.account_id,
            at=clock.now(),
        )
    )
    session.flush()


def _paid_of(lines: Iterable[Line], pot: Pot) -> list[Line]:
    """Those of these lines that a pot pays for."""
    return [line for line in lines if any(share.pot_id == pot.id for share in line.shares)]


def _record(action: str, one: Break, pot: Pot, by: Viewer) -> None:
    audit.record(action, about=one.about, by=by.actor, on_behalf_of=f"pot:{pot.ref}")
    session.flush()
