from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.access_facts.catalogue import CATALOGUE, FactKind, FactType, fact_kind
from marketplace.access_facts.facts import Evidence, FactState, FactValue, parse_value
from marketplace.access_facts.kinds import ListingKind
from marketplace.access_facts.match import Match, MatchKind, Verdict, match, order_key
from marketplace.access_facts.needs import Need, Operator, Sizes, Strength, parse_need, profile_needs

SUITS, ASK_FIRST, EXCLUDED = MatchKind

Facts = Mapping[str, FactValue]


def known(fact_id: str, text: str, evidence: Evidence = Evidence.MEASURED_BY_US) -> FactValue:
    kind = fact_kind(fact_id)
    state, value = parse_value(kind, text)
    return FactValue(kind, state, value, evidence=evidence)


def facts(**texts: str) -> Facts:
    return {fact_id: known(fact_id, text) for fact_id, text in texts.items()}


def must(text: str) -> Need:
    return parse_need(text)


def should(text: str) -> Need:
    return parse_need(text, strength=Strength.SHOULD)


def avoid(text: str) -> Need:
    return parse_need(text, strength=Strength.AVOID)


# The vectors of the design


@pytest.mark.parametrize(
    ("door", "kind"), [("775", EXCLUDED), ("779", EXCLUDED), ("780", SUITS), ("781", SUITS), ("unknown", ASK_FIRST)]
)
def test_a_chair_of_680_mm_needs_doors_of_780(door: str, kind: MatchKind) -> None:
    needs = profile_needs([], Sizes(chair_width_mm=680), clearance_mm=100)
    found = match(needs, facts(narrowest_door_mm=door, entrance_door_mm="900"))
    assert found.kind is kind
    assert found.unknown == (("narrowest_door_mm",) if kind is ASK_FIRST else ())


def test_doors_nobody_has_measured_are_asked_first_by_name() -> None:
    needs = profile_needs([], Sizes(chair_width_mm=680), clearance_mm=100)
    found = match(needs, {})
    assert found.kind is ASK_FIRST
    assert found.unknown == ("narrowest_door_mm", "entrance_door_mm")


@pytest.mark.parametrize(("load", "kind"), [("140", EXCLUDED), ("142", SUITS), ("on_request", ASK_FIRST)])
def test_142_kg_needs_a_hoist_that_lifts_as_much(load: str, kind: MatchKind) -> None:
    needs = profile_needs([], Sizes(weight_kg=142), clearance_mm=100)
    assert match(needs, facts(hoist_load_kg=load)).kind is kind


# A must, a wish, something to avoid


@pytest.mark.parametrize(
    ("need", "fact", "kind"),
    [
        ("profiling_bed=yes", "yes", SUITS),
        ("profiling_bed=yes", "no", EXCLUDED),
        ("profiling_bed=yes", "on_request", ASK_FIRST),
        ("profiling_bed=yes", "unknown", ASK_FIRST),
        ("profiling_bed=yes|on_request", "on_request", SUITS),
        ("profiling_bed=yes|on_request", "unknown", ASK_FIRST),
        ("profiling_bed=yes|unknown", "unknown", SUITS),
        ("profiling_bed=yes|unknown", "on_request", ASK_FIRST),
        ("profiling_bed=yes|unknown", "no", EXCLUDED),
        ("hoist=single_track|h_frame", "h_frame", SUITS),
        ("hoist=single_track|h_frame", "mobile", EXCLUDED),
        ("hoist=h_frame|on_request", "on_request", SUITS),
        ("hoist=on_request", "h_frame", EXCLUDED),
        ("steps_at_entrance<=1", "1", SUITS),
        ("steps_at_entrance<=1", "2", EXCLUDED),
        ("steps_at_entrance=0", "1", EXCLUDED),
        ("hoist_examined_on>=2026-05-14", "2026-05-14", SUITS),
        ("hoist_examined_on>=2026-05-14", "2026-05-13", EXCLUDED),
        ("nearest_changing_places_km<=2", "2.5", EXCLUDED),
    ],
)
def test_a_must_is_met_or_excludes_or_is_asked_first(need: str, fact: str, kind: MatchKind) -> None:
    wanted = must(need)
    found = match([wanted], facts(**{wanted.kind.id: fact}))
    assert found.kind is kind
    assert found.unknown == ((wanted.kind.id,) if kind is ASK_FIRST else ())


@pytest.mark.parametrize(
    ("fact", "kind"),
    [
        ("none", SUITS),
        ("removable", SUITS),
        ("fixed", EXCLUDED),
        ("on_request", ASK_FIRST),
        ("unknown", ASK_FIRST),
    ],
)
@pytest.mark.parametrize("need", ["bed_rails=fixed", "bed_rails=fixed|removable"])
def test_rails_to_avoid_exclude_unless_they_can_be_taken_away(need: str, fact: str, kind: MatchKind) -> None:
    assert match([avoid(need)], facts(bed_rails=fact)).kind is kind


def test_what_is_to_be_avoided_and_not_known_is_asked_first_by_name() -> None:
    found = match([avoid("open_water_nearby=yes")], {})
    assert (found.kind, found.unknown) == (ASK_FIRST, ("open_water_nearby",))


@pytest.mark.parametrize(("steps", "kind"), [("0", SUITS), ("1", EXCLUDED)])
def test_a_number_can_be_avoided(steps: str, kind: MatchKind) -> None:
    assert match([avoid("steps_at_entrance>=1")], facts(steps_at_entrance=steps)).kind is kind


@pytest.mark.parametrize("need", [must("quiet=yes"), must("quiet=no"), avoid("quiet=yes"), avoid("quiet=no")])
@pytest.mark.parametrize("said", ["yes", "no"])
def test_a_disputed_fact_is_asked_first_whatever_it_says(need: Need, said: str) -> None:
    found = match([need], {"quiet": known("quiet", said, Evidence.DISPUTED)})
    assert (found.kind, found.unknown) == (ASK_FIRST, ("quiet",))


def test_disputed_rails_are_asked_first_even_where_they_are_said_to_be_removable() -> None:
    rails = {"bed_rails": known("bed_rails", "removable", Evidence.DISPUTED)}
    assert match([avoid("bed_rails=fixed")], rails).kind is ASK_FIRST


@pytest.mark.parametrize(
    ("texts", "score"),
    [
        ({}, 0),
        ({"quiet": "yes"}, Fraction(1, 3)),
        ({"quiet": "yes", "blackout": "on_request"}, Fraction(1, 3)),
        ({"quiet": "yes", "blackout": "yes", "scent_free": "no"}, Fraction(2, 3)),
        ({"quiet": "yes", "blackout": "yes", "scent_free": "yes"}, 1),
    ],
)
def test_the_score_is_the_share_of_wishes_met_and_a_wish_never_excludes(
    texts: dict[str, str], score: Fraction | int
) -> None:
    found = match([should("quiet=yes"), should("blackout=yes"), should("scent_free=yes")], facts(**texts))
    assert (found.kind, found.score, found.unknown) == (SUITS, score, ())


def test_without_wishes_the_score_is_one() -> None:
    assert match([], {}) == Match(SUITS, Fraction(1), ())
    assert match([must("quiet=yes")], {}).score == 1


def test_one_must_not_met_counts_more_than_any_number_not_known() -> None:
    found = match([must("quiet=yes"), must("hoist=h_frame"), avoid("pets=yes")], facts(quiet="no"))
    assert found.kind is EXCLUDED
    assert [reason.need.kind.id for reason in found.unmet] == ["quiet"]
    assert [reason.need.kind.id for reason in found.to_ask] == ["hoist", "pets"]


def test_of_a_profile_what_a_kind_cannot_have_is_not_asked_of_it() -> None:
    needs = [must("hoist=h_frame"), must("peg_feeding=yes"), should("quiet=yes"), avoid("bed_rails=fixed")]
    profile = [replace(need, is_of_profile=True) for need in needs]
    bank = match(profile, facts(peg_feeding="yes"), kind=ListingKind.PA_BANK)
    assert (bank.kind, bank.score) == (SUITS, Fraction(1))
    assert [reason.need.kind.id for reason in bank.reasons] == ["peg_feeding"]
    assert match(profile, facts(), kind=ListingKind.PA_BANK).unknown == ("peg_feeding",)
    assert match(profile, facts(), kind=ListingKind.ACCOMMODATION).unknown == ("hoist", "bed_rails")
    assert match(profile, facts(), kind=ListingKind.TRANSPORT).kind is SUITS
    assert match(needs, facts(), kind=ListingKind.TRANSPORT).unknown == ("hoist", "peg_feeding", "bed_rails")


# Why


@pytest.mark.parametrize(
    ("need", "said", "words"),
    [
        (
            must("narrowest_door_mm>=780"),
            known("narrowest_door_mm", "775"),
            "Narrowest door inside: 775 mm. You need: doors 780 mm or wider.",
        ),
        (must("sleeps>=3"), None, "Not known: most people who may sleep there. You need: beds for 3 or more."),
        (must("hoist=h_frame"), known("hoist", "on_request"), "Hoist: on request. You need: H-frame hoist."),
        (should("quiet=yes"), known("quiet", "yes"), "Quiet: yes. You would like: quiet."),
        (
            avoid("bed_rails=fixed"),
            known("bed_rails", "fixed", Evidence.DISPUTED),
            "Bed rails: fixed, but a guest disagrees. You do not want: fixed bed rails.",
        ),
    ],
)
def test_every_reason_says_the_fact_and_the_need(need: Need, said: FactValue | None, words: str) -> None:
    (reason,) = match([need], {need.kind.id: said} if said else {}).reasons
    assert reason.words == words


@pytest.mark.parametrize(
    ("need", "words"),
    [
        (must("narrowest_door_mm>=780"), "you need doors 780 mm or wider"),
        (should("quiet=yes"), "you would like quiet"),
        (avoid("bed_rails=fixed"), "you do not want fixed bed rails"),
    ],
)
def test_beside_a_fact_a_need_is_said_as_what_it_is(need: Need, words: str) -> None:
    (reason,) = match([need], {}).reasons
    assert reason.wanted == words


@pytest.mark.parametrize(
    ("needs", "words"),
    [
        ([], "You asked for nothing special."),
        ([must("quiet=yes")], "1 of 1 must."),
        ([must("quiet=yes"), avoid("pets=yes")], "All 2 musts."),
        ([must("quiet=yes"), must("blackout=yes"), should("scent_free=yes")], "1 of 2 musts, and 0 of 1 like."),
    ],
)
def test_a_match_is_summed_up_in_a_line(needs: list[Need], words: str) -> None:
    assert match(needs, facts(quiet="yes", pets="no", blackout="no")).summary == words


# What always holds

KINDS = st.sampled_from([kind for kind in CATALOGUE if kind.type is not FactType.DATE][::4])


@st.composite
def needs_of(draw: st.DrawFn, kind: FactKind, strength: Strength) -> Need:
    match kind.type:
        case FactType.NUMBER:
            operator, values = draw(st.sampled_from(list(Operator))), (draw(st.integers(1, 4)),)
            return Need(kind, operator, values, strength=strength)
        case FactType.CHOICE:
            choices = tuple(draw(st.lists(st.sampled_from(kind.choices), min_size=1, unique=True)))
            return Need(kind, Operator.IS, choices, draw(st.booleans()), draw(st.booleans()), strength)
        case _:
            values = (draw(st.booleans()),)
            return Need(kind, Operator.IS, values, draw(st.booleans()), draw(st.booleans()), strength)


@st.composite
def values_of(draw: st.DrawFn, kind: FactKind) -> FactValue:
    evidence = draw(st.sampled_from(Evidence))
    state = draw(st.sampled_from(FactState))
    if state is not FactState.KNOWN:
        return FactValue(kind, state, evidence=evidence)
    if kind.type is FactType.NUMBER:
        return FactValue(kind, state, draw(st.integers(1, 4)), evidence=evidence)
    value = draw(st.booleans()) if kind.type is FactType.YESNO else draw(st.sampled_from(kind.choices))
    return FactValue(kind, state, value, evidence=evidence)


NEEDS = st.lists(
    st.tuples(KINDS, st.sampled_from(Strength)).flatmap(lambda pair: needs_of(*pair)), max_size=6, unique=True
)
MUSTS = KINDS.flatmap(lambda kind: needs_of(kind, Strength.MUST))
FACTS = st.lists(KINDS.flatmap(values_of), max_size=25).map(lambda given: {fact.kind.id: fact for fact in given})


def place(found: Match) -> tuple[object, ...]:
    return order_key(found.kind, found.score, evidence=0.5, distance_km=3, price_pence=40_500)


@given(NEEDS, MUSTS, FACTS)
def test_one_more_must_never_moves_a_listing_up(needs: list[Need], more: Need, known_facts: Facts) -> None:
    assert place(match([*needs, more], known_facts)) >= place(match(needs, known_facts))


@given(NEEDS, FACTS)
def test_a_listing_that_is_excluded_stays_so_whatever_else_is_asked(needs: list[Need], known_facts: Facts) -> None:
    kinds = [match(needs[:count], known_facts).kind.rank for count in range(len(needs) + 1)]
    assert kinds == sorted(kinds)


@given(MUSTS, NEEDS, FACTS, st.sampled_from([None, Evidence.DISPUTED]))
def test_what_is_not_known_never_suits_unless_the_need_accepts_it(
    need: Need, others: list[Need], known_facts: Facts, evidence: Evidence | None
) -> None:
    without = {fact_id: fact for fact_id, fact in known_facts.items() if fact_id != need.kind.id}
    if evidence and need.kind.id in known_facts:
        fact = known_facts[need.kind.id]
        without[need.kind.id] = FactValue(fact.kind, fact.state, fact.value, evidence=evidence)
    found = match([need, *others], without)
    assert need.accepts_unknown or found.kind is not SUITS


@given(NEEDS, FACTS)
def test_what_suits_has_nothing_to_ask_and_what_is_asked_first_names_it(needs: list[Need], known_facts: Facts) -> None:
    found = match(needs, known_facts)
    firm = [reason for reason in found.unmet if reason.need.strength is not Strength.SHOULD]
    assert (found.kind is SUITS) == (not found.unknown and not firm)
    assert (found.kind is EXCLUDED) == bool(firm)
    assert (found.kind is ASK_FIRST) == bool(found.unknown and not firm)


@given(NEEDS, FACTS)
def test_each_need_has_one_reason_with_one_verdict_and_words(needs: list[Need], known_facts: Facts) -> None:
    found = match(needs, known_facts)
    assert [reason.need for reason in found.reasons] == needs
    assert len(found.met) + len(found.unmet) + len(found.to_ask) == len(needs)
    assert all(reason.words.endswith(".") for reason in found.reasons)
    assert 0 <= found.score <= 1
    assert {reason.verdict for reason in found.met} <= {Verdict.MET}


@given(NEEDS.flatmap(lambda needs: st.tuples(st.just(needs), st.permutations(needs))), FACTS)
def test_the_order_in_which_needs_are_said_changes_nothing(
    both: tuple[list[Need], list[Need]], known_facts: Facts
) -> None:
    assert [place(match(needs, known_facts)) for needs in both] == [place(match(both[0], known_facts))] * 2


# The order of a list


def test_a_list_is_in_order_of_kind_score_evidence_distance_price_and_lot() -> None:
    half, one = Fraction(1, 2), Fraction(1)
    in_order = [
        order_key(SUITS, one, evidence=0.5, distance_km=9, price_pence=900, lot=9),
        order_key(SUITS, half, evidence=0.9, distance_km=1, price_pence=100, lot=1),
        order_key(SUITS, half, evidence=0.5, distance_km=1, price_pence=900, lot=1),
        order_key(SUITS, half, evidence=0.5, distance_km=2, price_pence=100, lot=1),
        order_key(SUITS, half, evidence=0.5, distance_km=2, price_pence=200, lot=1),
        order_key(SUITS, half, evidence=0.5, distance_km=2, price_pence=200, lot=2),
        order_key(SUITS, half, evidence=0.5, distance_km=2, price_pence=None, lot=0),
        order_key(SUITS, half, evidence=0.5, distance_km=None, price_pence=1, lot=0),
        order_key(ASK_FIRST, one, evidence=1, distance_km=0, price_pence=1, lot=0),
    ]
    assert in_order == sorted(in_order)
    assert len(set(in_order)) == len(in_order)
