"""What the rules of money say of one pot that pays for one line, and of a pot by itself."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import and_, select

from marketplace import clock
from marketplace.access_facts.kinds import ListingKind
from marketplace.accounts.models import Account, Membership
from marketplace.booking.models import Line, Share
from marketplace.booking.queries.care_lines import care_of
from marketplace.booking.sorts import ForWhom, Whose
from marketplace.budgets.models import Pot
from marketplace.budgets.terms import Buys
from marketplace.clock import in_london
from marketplace.db import once_a_read, session
from marketplace.people.models import Duty, Person, Representation
from marketplace.people.queries.persons import is_at_work
from marketplace.people.representation import Capacity
from marketplace.rules.direct_payments import R2, R3, MeansTest, Receiver
from marketplace.rules.holders import R25, IsfEmployer
from marketplace.rules.ilf import BY_LETTER, R12, R43, R44, Award, AwardUse, CareService
from marketplace.rules.pot_shares import SHARE, PotShare
from marketplace.rules.purchases import R8, Purchase, may_buy
from marketplace.rules.relatives import R19, R22, PaidRelative
from marketplace.rules.results import Answer, Result
from marketplace.rules.settings import MayBuy, Settings
from marketplace.rules.together import R6, TogetherPart

CARERS_DUTIES = frozenset({Duty.ADULT_CARER, Duty.YOUNG_CARER})
CARE_KINDS = frozenset({ListingKind.CARE_HOME, ListingKind.PA_BANK, ListingKind.CARE_AT_HOME, ListingKind.SHARED_LIVES})
HELD = "direct_payment_held"
"""The sort of direct payment that somebody else holds."""

OF_POTS = frozenset({R2.id, R8.id, R25.id, R44.id, SHARE.id})
"""Rules that ask of each pot by itself: a yes to one is no yes to another."""

_ABOUT_POTS = OF_POTS | {R3.id, R43.id}
"""Rules that say something of one pot, whatever else pays."""

HOLDS_POWERS = frozenset({Capacity.GUARDIAN, Capacity.ATTORNEY})


def results_for(line: Line, pot: Pot, settings: Settings, today: date) -> tuple[Result, ...]:
    """What is said of a pot paying for a line, whether it does already or might."""
    if line.is_fee or line.kind is None:
        return ()
    return tuple(_of_pot(_asked(line, line.kind, pot, settings, today), pot))


def results_of_pot(pot: Pot, settings: Settings, today: date) -> Iterator[Result]:
    """What is said of a pot whatever it pays for: who gets a direct payment, the means test, the award letter."""
    asked: list[Result | None] = []
    if pot.sort.is_direct_payment:
        asked += [R2.result(_receiver(pot), settings, on=today), R3.result(_means_test(pot), settings, on=today)]
    if pot.sort.asks.is_award:
        asked += [R43.result(_award(pot), settings, on=today)]
    yield from _of_pot(asked, pot)


def _of_pot(results: Iterable[Result | None], pot: Pot) -> Iterator[Result]:
    """Those that there are; what is asked or said of this pot alone, more than that it may, names it."""
    for result in results:
        if result is not None:
            names_it = OF_POTS if result.waits else _ABOUT_POTS
            is_its_own = result.rule_id in names_it and result.answer is not Answer.ALLOWED
            yield replace(result, pot_ref=pot.ref) if is_its_own else result


def may_pot_buy(pot: Pot, kind: ListingKind, settings: Settings, today: date) -> MayBuy:
    """Whether a pot may buy a sort of thing today, whatever it is: as R8 says, and of an award as its letter (R44)."""
    buys, written = pot.buys.get(kind, Buys()).answer, _written(pot, kind)
    if pot.sort.asks.is_award and kind in BY_LETTER and written is None and buys is not MayBuy.NEVER:
        return MayBuy.ASK
    return may_buy(_buying(kind, pot, buys, today), settings)


def is_carers_money(pot: Pot, share: Share | None = None) -> bool:
    """Whether money is a carer's own: by its sort, by its support plan, or by what it is for."""
    plan = share.outcome.support_plan if share is not None and share.outcome else pot.support_plan
    return pot.sort.asks.is_carers or (plan is not None and plan.duty in CARERS_DUTIES)


def share_basis_points(line: Line, pot: Pot) -> int | None:
    """How much of a line a pot pays by its share of support; none where it has none, or the line is no support."""
    is_support = line.kind is not None and line.kind.is_support
    return pot.terms.share_basis_points if pot.terms and is_support else None


def _asked(line: Line, kind: ListingKind, pot: Pot, settings: Settings, today: date) -> Iterator[Result | None]:
    buys = pot.buys.get(kind, Buys()).answer
    share = next((one for one in line.shares if one.pot_id == pot.id), None)
    is_named_by_letter = pot.sort.asks.is_award and kind in BY_LETTER and buys is not MayBuy.NEVER
    if not is_named_by_letter:
        yield R8.result(_purchase(line, kind, pot, buys), settings, on=today)
    if (basis_points := share_basis_points(line, pot)) is not None:
        pays = sum(one.pence for one in line.shares if one.pot_id == pot.id)
        yield SHARE.result(PotShare(pot.name, basis_points, line.pence, pays), settings, on=today)
    if line.break_.whose is Whose.TOGETHER:
        yield R6.result(_together(line, pot, share), settings, on=today)
    if pot.sort.asks.is_award:
        yield R12.result(_care_service(line, kind), settings, on=today)
        yield R44.result(_award_use(pot, kind), settings, on=today)
    if line.is_own_pa and line.pence > 0:
        yield from _of_own_pa(line, pot, share, settings, today)
    elif line.is_one_pa and line.pence > 0 and (line.relative is not None or _acts_for_them(line)):
        yield of_relative(line, pot, share, settings, today)


def of_relative(line: Line, pot: Pot, share: Share | None, settings: Settings, today: date) -> Result | None:
    """What is said of one PA who may be a relative: of a direct payment (R19), and of the ILF (R22)."""
    if pot.sort.is_direct_payment:
        return R19.result(_relative(line, is_carers=is_carers_money(pot, share)), settings, on=today)
    if pot.sort.asks.is_award:
        return R22.result(_relative(line, is_carers=False), settings, on=today)
    return None


def _of_own_pa(line: Line, pot: Pot, share: Share | None, settings: Settings, today: date) -> Iterator[Result | None]:
    yield of_relative(line, pot, share, settings, today)
    if pot.sort.facts.has_holder:
        holder = pot.holder.name if pot.holder else pot.funder
        is_alone = line.is_individual and not line.employer
        yield R25.result(IsfEmployer(line.provider_name, holder, line.employer, is_alone), settings, on=today)


def _purchase(line: Line, kind: ListingKind, pot: Pot, buys: MayBuy | None) -> Purchase:
    return _buying(kind, pot, buys, in_london(line.break_.starts_at).date())


def _buying(kind: ListingKind, pot: Pot, buys: MayBuy | None, on: date) -> Purchase:
    return Purchase(
        pot=pot.name,
        kind=kind,
        on=on,
        is_council_money=bool(pot.options),
        of_pot=buys,
        of_officer=_written(pot, kind),
        council=pot.council.gss_code if pot.council else None,
        of_sort=pot.sort.may_buy(kind),
    )


def _written(pot: Pot, kind: ListingKind) -> MayBuy | None:
    """What an officer wrote of a sort of thing for this pot; none where none did."""
    return next((one.officers_answer for one in pot.purchases if one.kind is kind), None)


def _award_use(pot: Pot, kind: ListingKind) -> AwardUse:
    is_seen = _written(pot, kind) is MayBuy.ALLOW
    return AwardUse(pot.name, kind, pot.buys.get(kind, Buys()).answer, is_seen=is_seen)


def _together(line: Line, pot: Pot, share: Share | None) -> TogetherPart:
    return TogetherPart(
        for_carer=line.for_whom is not ForWhom.PERSON,
        for_person=line.for_whom is not ForWhom.CARER,
        is_carers_money=is_carers_money(pot, share),
    )


def _care_service(line: Line, kind: ListingKind) -> CareService:
    care = care_of(line)
    return CareService(
        provider=line.provider,
        is_care=line.includes_personal_care or kind in CARE_KINDS,
        is_individual=care.is_individual,
        is_registered=care.registration is not None and care.registration.is_active,
    )


def _relative(line: Line, *, is_carers: bool) -> PaidRelative:
    """What was said of one PA; a guardian or attorney who is named there has powers, whatever was said (R20)."""
    said, acting = line.relative, _acting(line)
    called = line.provider_name.casefold()  # "Dorothy Amos, his sister": the form asks for both
    names = (one.name for one in acting if one.has_powers)
    is_named = line.is_own_pa and any(re.search(rf"\b{re.escape(name)}\b", called) for name in names)
    has_powers = is_named or _is_their_work(line, [one for one in acting if one.has_powers])
    if said is None:
        return PaidRelative(line.provider, None, has_powers=has_powers, is_carers=is_carers)
    return PaidRelative(
        name=line.provider,
        is_relative=said.is_relative,
        has_powers=said.has_powers or has_powers,
        all_agree=said.all_agree,
        is_capable=said.is_capable,
        factor=said.factor.words if said.factor else "",
        in_same_house=said.in_same_house,
        is_carers=is_carers,
    )


@dataclass(frozen=True, slots=True)
class _Acting:
    """Somebody who acts for a person today, and one organisation that they work in; ``name`` in small letters."""

    name: str
    has_powers: bool
    organisation_id: int | None


def _acting(line: Line) -> list[_Acting]:
    """Whoever acts today for those whom a line is for."""
    return [one for person in line.break_.people_for(line.for_whom) for one in _acting_for(person)]


def _acts_for_them(line: Line) -> bool:
    """Whether the PA of this site whose work a line is acts for one of those whom it is for."""
    return _is_their_work(line, _acting(line))


def _is_their_work(line: Line, several: Iterable[_Acting]) -> bool:
    mine = line.listing.provider.organisation_id if line.listing else None
    return mine is not None and any(one.organisation_id == mine for one in several)


def _acting_for(person: Person) -> tuple[_Acting, ...]:
    return once_a_read(f"acting:{person.id}", lambda: _read_acting(person.id))


def _read_acting(person_id: int) -> tuple[_Acting, ...]:
    today = clock.today()
    works_in = and_(Membership.account_id == Account.id, Membership.ended_at.is_(None))
    rows = session.execute(
        select(Account.name, Representation.capacity, Membership.organisation_id)
        .join(Representation, Representation.account_id == Account.id)
        .outerjoin(Membership, works_in)
        .where(
            Representation.person_id == person_id,
            Representation.revoked_at.is_(None),
            is_at_work(),
            Representation.from_on <= today,
            (Representation.until_on.is_(None)) | (Representation.until_on >= today),
        )
    )
    return tuple(_Acting(name.casefold(), capacity in HOLDS_POWERS, of) for name, capacity, of in rows)


def _receiver(pot: Pot) -> Receiver:
    is_held = pot.sort.code == HELD
    if pot.terms is None:
        return Receiver(pot.name, None, is_held_for_them=is_held)
    terms = pot.terms
    return Receiver(pot.name, terms.paid_to, terms.paid_to_name, terms.paid_to_agreed_on, is_held)


def _means_test(pot: Pot) -> MeansTest:
    return MeansTest(
        began_on=pot.starts_on,
        tested_on=pot.terms.means_tested_on if pot.terms else None,
        on=clock.today(),
        is_carers=is_carers_money(pot),
        council=pot.council.gss_code if pot.council else None,
    )


def _award(pot: Pot) -> Award:
    terms = pot.terms
    return Award(
        pot=pot.name,
        letter=terms.award_letter if terms else "",
        starts_on=pot.starts_on,
        ends_on=pot.ends_on,
        year_pence=terms.award_year_pence if terms else None,
        purposes=tuple(one.kind.label for one in pot.purchases if one.buys.answer is not MayBuy.NEVER),
    )
