"""Which pot is suggested, and why: purposes first, few pots to a part, and never a penny more than there is."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ortools.graph.python import max_flow  # type: ignore[import-untyped]

from marketplace.booking.who_first import Source, Wanting, Why, suggest

MARCH = date(2027, 3, 31)
HOUSE, SUPPORT, TAXI = Wanting("house", 300_00), Wanting("support", 200_00), Wanting("taxi", 40_00)
ALL = {one.line_ref: one.pence for one in (HOUSE, SUPPORT, TAXI)}
BUDGET = Source("budget", 600_00, ALL, lost_on=MARCH)
DIRECT = Source("direct", 500_00, ALL, lost_on=MARCH)
GRANT = Source("grant", 100_00, {"house": 300_00}, named=frozenset({"house"}), is_once=True)
ILF = Source("ilf", 240_00, ALL, named=frozenset({"taxi"}), lost_on=MARCH)
OWN = Source("own", None, ALL, is_own=True)

Paid = dict[str, list[tuple[str, int, Why]]]

CASES: list[tuple[str, list[Wanting], list[Source], str, Paid]] = [
    (
        "one pot that can bear a part bears all of it, though another is as good",
        [HOUSE, SUPPORT, TAXI],
        [DIRECT, replace(BUDGET, free_pence=510_00)],
        "",
        {
            "house": [("budget", 300_00, Why.MOST_FREE)],
            "support": [("budget", 200_00, Why.MOST_FREE)],
            "taxi": [("direct", 40_00, Why.WHOLE)],
        },
    ),
    (
        "the letter of a grant names a stay, so it pays what it has, and one pot the rest",
        [HOUSE],
        [BUDGET, DIRECT, GRANT],
        "",
        {"house": [("budget", 200_00, Why.MOST_FREE), ("grant", 100_00, Why.NAMED)]},
    ),
    (
        "an award pays what it names first, and is nobody's first money for the rest",
        [HOUSE, TAXI],
        [BUDGET, replace(ILF, free_pence=900_00)],
        "",
        {"house": [("ilf", 300_00, Why.MOST_FREE)], "taxi": [("ilf", 40_00, Why.NAMED)]},
    ),
    (
        "money that is given one time goes before what comes again, even where that splits a part",
        [HOUSE],
        [BUDGET, Source("once", 50_00, ALL, is_once=True, lost_on=MARCH)],
        "",
        {"house": [("budget", 250_00, Why.ALONE), ("once", 50_00, Why.ONCE)]},
    ),
    (
        "of two that can bear it, the one that is lost soonest does",
        [HOUSE],
        [BUDGET, replace(DIRECT, lost_on=MARCH - timedelta(days=1))],
        "",
        {"house": [("direct", 300_00, Why.LOST_SOONEST)]},
    ),
    (
        "of two that can bear it, the one that may pay for fewer parts does",
        [HOUSE, TAXI],
        [BUDGET, Source("rides", 50_00, {"taxi": 40_00}, lost_on=MARCH)],
        "",
        {"house": [("budget", 300_00, Why.ALONE)], "taxi": [("rides", 40_00, Why.LEAST)]},
    ),
    (
        "a part is not split to use up what is lost soonest",
        [HOUSE],
        [BUDGET, Source("soon", 80_00, ALL, lost_on=MARCH - timedelta(days=9))],
        "",
        {"house": [("budget", 300_00, Why.WHOLE)]},
    ),
    (
        "a part is split where nothing would be left unpaid by it",
        [HOUSE, SUPPORT],
        [replace(BUDGET, free_pence=350_00), replace(DIRECT, free_pence=150_00)],
        "",
        {
            "house": [("budget", 300_00, Why.WHOLE)],
            "support": [("budget", 50_00, Why.TOGETHER), ("direct", 150_00, Why.TOGETHER)],
        },
    ),
    (
        "use this first goes before every purpose",
        [HOUSE],
        [BUDGET, GRANT, OWN],
        "own",
        {"house": [("own", 300_00, Why.CHOSEN)]},
    ),
    (
        "a share is paid exactly, then what is asked of nobody, then what an officer decides, then own money",
        [SUPPORT],
        [
            Source("nhs", 900_00, {"support": 50_00}, shares=frozenset({"support"})),
            replace(DIRECT, free_pence=60_00),
            replace(BUDGET, free_pence=70_00, asked=frozenset({"support"})),
            OWN,
        ],
        "",
        {
            "support": [
                ("budget", 70_00, Why.ASKED),
                ("direct", 60_00, Why.ALONE),
                ("nhs", 50_00, Why.SHARE),
                ("own", 20_00, Why.OWN),
            ]
        },
    ),
]


@pytest.mark.parametrize(("wanted", "sources", "first", "paid"), [one[1:] for one in CASES], ids=[c[0] for c in CASES])
def test_who_pays_and_why(wanted: list[Wanting], sources: list[Source], first: str, paid: Paid) -> None:
    found: Paid = {}
    for one in suggest(wanted, sources, first=first):
        found.setdefault(one.line_ref, []).append((one.pot_ref, one.pence, one.why))
    assert {line: sorted(shares) for line, shares in found.items()} == paid


PENCE = st.integers(0, 400)
PLACES = st.frozensets(st.sampled_from(["l0", "l1", "l2", "l3"]))


@st.composite
def pots(draw: st.DrawFn) -> list[Source]:
    """A few pots with any purposes, caps and money."""
    return [
        Source(
            f"p{place}",
            draw(st.none() | PENCE) if (is_own := draw(st.booleans())) else draw(PENCE),
            {line: most for line in draw(PLACES) if (most := draw(PENCE))},
            asked=draw(PLACES),
            lost_on=draw(st.none() | st.dates(MARCH, MARCH + timedelta(days=2))),
            is_own=is_own,
            named=draw(PLACES),
            is_once=draw(st.booleans()),
        )
        for place in range(draw(st.integers(1, 4)))
    ]


@settings(max_examples=150, deadline=None)
@given(wanted=st.lists(PENCE, min_size=1, max_size=4), sources=pots(), first=st.sampled_from(["", "p0"]))
def test_purposes_and_few_pots_never_cost_a_penny_and_no_pot_is_overdrawn(
    wanted: list[int], sources: list[Source], first: str
) -> None:
    lines = [Wanting(f"l{place}", pence) for place, pence in enumerate(wanted)]
    found = suggest(lines, sources, first=first)
    for source in sources:
        mine = [one for one in found if one.pot_ref == source.pot_ref]
        assert source.free_pence is None or sum(one.pence for one in mine) <= source.free_pence
        assert all(0 < one.pence <= source.most[one.line_ref] for one in mine)
    for line in lines:
        assert sum(one.pence for one in found if one.line_ref == line.line_ref) <= line.pence
    assert len({(one.line_ref, one.pot_ref) for one in found}) == len(found)
    assert sum(one.pence for one in found) == _most(lines, sources)
    by_others = [one for one in sources if not one.is_own or one.pot_ref == first]
    refs = {one.pot_ref for one in by_others}
    assert sum(one.pence for one in found if one.pot_ref in refs) == _most(lines, by_others)


@settings(max_examples=60, deadline=None)
@given(wanted=st.lists(st.integers(1, 400), min_size=1, max_size=4), spare=PENCE, others=pots())
def test_where_one_pot_can_bear_everything_no_part_has_two_that_nothing_tells_apart(
    wanted: list[int], spare: int, others: list[Source]
) -> None:
    lines = [Wanting(f"l{place}", pence) for place, pence in enumerate(wanted)]
    whole = Source("whole", sum(wanted) + spare, {one.line_ref: one.pence for one in lines})
    plain = [replace(one, named=frozenset(), is_once=False, asked=frozenset(), is_own=False) for one in others]
    counted = [one for one in plain if one.free_pence is not None]
    found = suggest(lines, [*counted, whole])
    assert sorted(one.line_ref for one in found) == [one.line_ref for one in lines]


def _most(lines: list[Wanting], sources: list[Source]) -> int:
    """The largest flow, by another program."""
    flow = max_flow.SimpleMaxFlow()
    end = 1 + len(sources) + len(lines)
    flow.add_arc_with_capacity(0, end, 0)
    for at, source in enumerate(sources):
        flow.add_arc_with_capacity(0, 1 + at, 10_000 if source.free_pence is None else source.free_pence)
        for place, line in enumerate(lines):
            flow.add_arc_with_capacity(1 + at, 1 + len(sources) + place, source.most.get(line.line_ref, 0))
    for place, line in enumerate(lines):
        flow.add_arc_with_capacity(1 + len(sources) + place, end, line.pence)
    flow.solve(0, end)
    return int(flow.optimal_flow())
