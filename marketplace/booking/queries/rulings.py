"""What the rules say of a break as it stands: of each line, and of the whole. Says nothing of who agreed."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from marketplace import clock
from marketplace.access_facts.kinds import ListingKind
from marketplace.booking.lifecycle import BreakState, LineState, line_state_at
from marketplace.booking.models import Break, Line, Segment, Share
from marketplace.booking.queries.care import cares_asked
from marketplace.booking.queries.care_lines import care_of
from marketplace.booking.queries.free_spaces import care_wished
from marketplace.booking.queries.lead_payers import lead_of
from marketplace.booking.queries.levy_lines import levy_stay
from marketplace.booking.queries.one_hand import pairs
from marketplace.booking.queries.own_cost import council_of
from marketplace.booking.queries.paying_pots import pots_of
from marketplace.booking.queries.pot_limits import limit_results_each
from marketplace.booking.queries.pot_rulings import results_for, results_of_pot
from marketplace.booking.queries.pvg import pvg_group
from marketplace.booking.queries.quoting import first_day, last_day, quote_again
from marketplace.booking.queries.support_rulings import contributions, is_carers_support, of_care_home
from marketplace.booking.queries.time_limits import time_results_each
from marketplace.booking.quote import total_pence
from marketplace.clock import in_london
from marketplace.listings.models import PA, RateUnit
from marketplace.listings.pricing import NoRate
from marketplace.listings.proofs import papers_of, worker_of, working_pas
from marketplace.rules.care import R9
from marketplace.rules.charges import R4, R41, CarerCharge, PriceAsked, charge_to_carer
from marketplace.rules.entities import R10
from marketplace.rules.intimate_care import CARE, CareAsked
from marketplace.rules.lead_payers import R48
from marketplace.rules.levy import R35
from marketplace.rules.options import R1, BreakOptions, Option, ShareOption
from marketplace.rules.packages import R39, Combination
from marketplace.rules.pay import R27, PayAsked
from marketplace.rules.queries import settings_in_force
from marketplace.rules.results import Result
from marketplace.rules.rule import Rule
from marketplace.rules.settings import Settings
from marketplace.rules.spending import R7, Emergency, OutcomeShare, OutcomeState
from marketplace.rules.stays import R37, R38, Sleepers
from marketplace.rules.workers import R13, R15, R16, R17, R18, Worker


@dataclass(frozen=True)
class Rulings:
    """Every result: of lines by their references, and of the break as a whole."""

    by_line: Mapping[str, tuple[Result, ...]]
    of_break: tuple[Result, ...]

    @property
    def all(self) -> tuple[Result, ...]:
        """All of them, those of the whole break first."""
        return (*self.of_break, *(result for results in self.by_line.values() for result in results))

    @property
    def stopping(self) -> tuple[Result, ...]:
        """Those that stop the break."""
        return tuple(result for result in self.all if result.stops)

    @property
    def stops(self) -> tuple[tuple[str, Result], ...]:
        """Those that stop the break, with the reference of their line (blank: of the whole break)."""
        return tuple((ref, result) for ref, result in self._placed if result.stops)

    @property
    def asking(self) -> tuple[tuple[str, Result], ...]:
        """Those that a named officer has to decide, with the reference of their line (blank: of the whole break)."""
        return tuple((ref, result) for ref, result in self._placed if result.waits)

    def of_pot(self, pot_ref: str, line_refs: Collection[str]) -> "Rulings":
        """Those about what one pot pays: of the whole, and of the parts it pays for; no other pot's own."""
        by_line = {ref: _without_others(results, pot_ref) for ref, results in self.by_line.items() if ref in line_refs}
        return Rulings(by_line, _without_others(self.of_break, pot_ref))

    @property
    def _placed(self) -> Iterator[tuple[str, Result]]:
        for ref, results in {"": self.of_break, **self.by_line}.items():
            yield from ((ref, result) for result in results)


def rulings(one: Break) -> Rulings:
    """What every rule of the main job says of a break today."""
    settings, today = settings_in_force(), clock.today()
    lines = one.lines_in
    overnight = sum(_has_sleeper(line) for line in lines)
    by_line = {
        line.ref: tuple(_of_line(line, settings, today, overnight=overnight)) for line in lines if not line.is_fee
    }
    of_fees = [result for line in lines if line.is_fee for result in _outcomes(line, settings, today)]
    whole = [
        R1.result(BreakOptions(tuple(_options(lines))), settings, on=today),
        *(result for pot in pots_of(lines) for result in results_of_pot(pot, settings, today)),
        *dict.fromkeys(contributions(lines, settings, today)),
        _lead(one, settings, today),
        *(R10.result(pair, settings, on=today) for pair in pairs(lines)),
        R39.result(combination(one), settings, on=today),
    ]
    return Rulings(by_line, (*(result for result in whole if result), *dict.fromkeys(of_fees)))


def rulings_with_pots(one: Break) -> Rulings:
    """The same with the limits of its pots, for which other breaks are looked at: asked where money is to be moved."""
    return rulings_of_each([one])[one.id]


def rulings_of_each(breaks: Collection[Break]) -> Mapping[int, Rulings]:
    """The same of several breaks, by their ids; what other breaks take of their pots is read once for all of them."""
    if not breaks:
        return {}
    limits, times = limit_results_each(breaks), time_results_each(breaks)
    found = {one.id: rulings(one) for one in breaks}
    return {
        id_: Rulings(said.by_line, (*said.of_break, *limits[id_], *times.get(id_, ()))) for id_, said in found.items()
    }


def _without_others(results: Iterable[Result], pot_ref: str) -> tuple[Result, ...]:
    return tuple(result for result in results if result.pot_ref in {"", pot_ref})


def carer_charge(one: Break) -> tuple[int, str] | None:
    """What a carer is charged for their own support in a break, and why; nothing where none of it is their own (R4)."""
    own = [line for line in one.lines_in if is_carers_support(line)]
    return charge_to_carer(sum(line.pence for line in own), is_carers_own=True) if own else None


def combination(one: Break) -> Combination:
    """What a break combines, for the rule on package holidays. Personal care and equipment are left out."""
    sums: dict[str, int] = {}
    for line in one.lines_in:
        sort = _package_sort(line)
        sums[sort] = sums.get(sort, 0) + line.pence
    return Combination(
        booked_on=clock.today(),
        accommodation_pence=sums.get("stay", 0),
        has_transport="transport" in sums,
        transport_pence=sums.get("transport", 0),
        service_pence=sums.get("service", 0),
        organiser=one.package_organiser,
        protection=one.package_protection,
        is_confirmed=one.state in {BreakState.CONFIRMED, BreakState.COMPLETED},
    )


def _package_sort(line: Line) -> str:
    match line.kind:
        case ListingKind.ACCOMMODATION:
            return "stay"
        case ListingKind.TRANSPORT:
            return "transport"
        case ListingKind.ACTIVITY:
            return "service"
        case _:
            return ""


def _options(lines: Iterable[Line]) -> Iterator[ShareOption]:
    for share in (share for line in lines for share in line.shares):
        allowed = frozenset(Option(one) for one in share.pot.options)
        yield ShareOption(share.pot.name, allowed, Option(share.option) if share.option else None)


def _of_line(line: Line, settings: Settings, today: date, *, overnight: int) -> Iterator[Result]:
    yield from dict.fromkeys(_outcomes(line, settings, today))
    pots = pots_of([line])
    yield from dict.fromkeys(result for pot in pots for result in results_for(line, pot, settings, today))
    yield from of_care_home(line, settings, today)
    asked = [
        R4.result(_charge(line), settings, on=today) if is_carers_support(line) else None,
        R9.result(care_of(line), settings, on=today) if line.includes_personal_care else None,
        *(CARE.result(asked, settings, on=today) for asked in _cares_asked(line)),
        *(result for worker in _workers(line) for result in _of_worker(worker, settings, today)),
        *(R27.result(pay, settings, on=today) for pay in _pays(line)),
        *_of_stay(line, settings, today, overnight=overnight),
        _price(line, settings, today),
        R35.result(levied, settings, on=today) if (levied := levy_stay(line)) else None,
    ]
    yield from (result for result in asked if result is not None)


def _outcomes(line: Line, settings: Settings, today: date) -> Iterator[Result]:
    for share in line.shares:
        result = R7.result(_outcome_share(line, share), settings, on=today)
        if result is not None:
            yield result


def _outcome_share(line: Line, share: Share) -> OutcomeShare:
    one = line.break_
    officer = one.emergency_officer
    emergency = Emergency(officer.name if officer else None, in_london(one.made_at).date())
    return OutcomeShare(
        is_council_money=bool(share.pot.options),
        outcome=outcome_state(line, share),
        on=in_london(one.starts_at).date(),
        is_fee=line.is_fee,
        emergency=emergency if one.is_emergency else None,
        council=council_of(one),
    )


def outcome_state(line: Line, share: Share) -> OutcomeState:
    """How far what a share is for is agreed in a support plan, on the days of its line."""
    if share.outcome is None:
        return OutcomeState.NONE
    plan = share.outcome.support_plan
    if share.pot.support_plan_id not in {None, plan.id}:
        return OutcomeState.OTHER_USE
    if share.outcome.ended_at or plan.ended_at:
        return OutcomeState.NOT_AGREED
    first = first_day(line) or in_london(line.break_.starts_at).date()
    last = last_day(line) or in_london(line.break_.ends_at).date()
    return OutcomeState.AGREED if plan.starts_on <= first and last <= plan.ends_on else OutcomeState.ENDED


def _charge(line: Line) -> CarerCharge:
    charge, _ = charge_to_carer(line.pence, is_carers_own=True)
    return CarerCharge(is_carers_own=True, charge_pence=charge)


def _lead(one: Break, settings: Settings, today: date) -> Result | None:
    lead = lead_of(one)
    return R48.result(lead, settings, on=today) if lead else None


def _cares_asked(line: Line) -> Iterator[CareAsked]:
    """Who is asked for, of a part with personal care, and how far its PAs are that."""
    wished = sorted(care_wished(line))
    if not wished:
        return iter(())
    chosen = dict.fromkeys(one.wanted_space.pa for one in line.segments if one.wanted_space and one.wanted_space.pa)
    return cares_asked(wished, line.listing, tuple(chosen))


def _workers(line: Line) -> Iterator[Worker]:
    on = last_day(line) or in_london(line.break_.ends_at).date()
    pas: dict[int, PA] = {}
    for segment in line.segments:
        space = segment.space or segment.wanted_space
        if space is not None and space.pa is not None:
            pas[space.pa.id] = space.pa
    if line.includes_personal_care and line.listing is not None and line.listing.is_care_by_one:
        pas |= {pa.id: pa for pa in working_pas(line.listing)}
    for pa in pas.values():
        yield worker_of(
            pa,
            on=on,
            council=council_of(line.break_),
            is_at_night=_is_at_night(line),
            works_with=pvg_group(line, on=on),
        )
    if line.is_own_pa:
        yield Worker(
            name=line.provider_name,
            on=on,
            born_on=None,
            membership=None,
            is_paid=line.pence > 0,
            is_own_pa=True,
            person_confirms=line.confirms_pvg,
        )


def _pays(line: Line) -> Iterator[PayAsked]:
    """What somebody's own PA is paid for a line, where option 1 or ILF money pays some of it."""
    is_paid = line.is_own_pa and line.pence > 0
    if not is_paid or not any(share.option == 1 or share.pot.sort.code == "ilf" for share in line.shares):
        return
    paid = [one for one in line.segments if one.unit is RateUnit.HOUR or one.unit.is_at_night]
    minutes = [_minutes(one) for one in paid]
    yield PayAsked(
        line.provider_name,
        on=last_day(line) or in_london(line.break_.ends_at).date(),
        pence=sum(one.pence for one in paid),
        minutes=sum(minutes) if all(minutes) else 0,
        is_employed=bool(line.employer) or not line.is_individual,
    )


def _minutes(segment: Segment) -> int:
    """How long a PA is there; 0 where a night, asleep or awake, has no times."""
    if segment.unit is RateUnit.HOUR:
        return segment.quantity
    return segment.period.minutes if segment.period else 0


def _of_worker(worker: Worker, settings: Settings, today: date) -> Iterator[Result | None]:
    if worker.is_own_pa:
        rules: tuple[Rule[Worker], ...] = (R18 if worker.is_paid else R15,)
    else:
        rules = (R13, R16, R17)
    yield from (rule.result(worker, settings, on=today) for rule in rules)


def _of_stay(line: Line, settings: Settings, today: date, *, overnight: int) -> Iterator[Result | None]:
    if line.listing is None or not line.listing.kind.is_stay:
        return
    papers = papers_of(line.listing, None, on=today)
    yield R37.result(papers.stay, settings, on=today)
    guests = line.guests or 1
    carers = 1 if guests > 1 and len(line.break_.people_for(line.for_whom)) > 1 else 0
    sleepers = Sleepers(guests - carers, carers, overnight, line.listing.sleeps)
    yield R38.result(sleepers, settings, on=today)


def _is_at_night(line: Line) -> bool:
    """Whether a PA is there for a whole night, asleep or awake."""
    return _has_sleeper(line) or any(segment.unit.is_at_night for segment in line.segments)


def _has_sleeper(line: Line) -> bool:
    """Whether a PA sleeps there for this line; one who is awake all night does not."""
    return line.sleeps_there or any(segment.unit is RateUnit.SLEEPOVER for segment in line.segments)


def price_said(line: Line, settings: Settings, today: date) -> Result | None:
    """R41: what a listed line would cost today is what was shown."""
    try:
        fresh = total_pence(quote_again(line))
    except NoRate:
        fresh = 0
    return R41.result(PriceAsked(shown_pence=line.pence, to_pay_pence=fresh), settings, on=today)


def _price(line: Line, settings: Settings, today: date) -> Result | None:
    return None if line.listing is None or _price_stands(line) else price_said(line, settings, today)


def _price_stands(line: Line) -> bool:
    """Whether its price is fixed: from when it is held, and for good once it is accepted, whatever its list says."""
    of_break = line.break_.state_on(clock.now())
    if line_state_at(line.state, of_break) is not LineState.PROPOSED:
        return True
    has_space = all(segment.space_id for segment in line.segments if segment.period)
    return of_break in {BreakState.HELD, BreakState.REQUESTED} and has_space
