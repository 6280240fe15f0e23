"""Whom a PA may work with: a membership for adults is none for a child (R17)."""

from dataclasses import replace

import pytest
from sqlalchemy import select, update

from marketplace.accounts.roles import RoleName
from marketplace.booking import services
from marketplace.booking.errors import RulesSayNo
from marketplace.booking.queries.assessing import why_not
from marketplace.booking.queries.rulings import rulings
from marketplace.db import session, transaction
from marketplace.listings.asked import Asked
from marketplace.listings.models import PA, Listing, PVGSort, Space
from marketplace.listings.queries.search import search
from marketplace.people.models import Person
from marketplace.rules.results import Answer
from tests import breaks, families, funded, golden, offered
from tests.golden import Golden

pytestmark = [
    pytest.mark.usefixtures("database"),
    pytest.mark.parametrize("engine_name", ["sqlite"]),  # decided in code
]


def with_pa(age: int | None) -> Golden:
    """A PA whose membership is for adults, asked for by name for somebody of that age."""
    made = breaks.planned()
    made.offers["bank"] = offered.pa_bank()
    breaks.add_support(made, space=made.offers["bank"].spaces[0])
    breaks.pay(made, "support", "virtual")
    with transaction():
        born_on = funded.born(age) if age is not None else None
        session.execute(update(Person).where(Person.ref == made.people["person"]).values(born_on=born_on))
    return made


@pytest.mark.parametrize(
    ("age", "answer"), [(12, Answer.NO), (16, Answer.NO), (18, Answer.ALLOWED), (None, Answer.ALLOWED)]
)
def test_a_membership_for_adults_is_none_for_a_child(age: int | None, answer: Answer) -> None:
    made = with_pa(age)
    found = rulings(made.break_).by_line[made.lines["support"]]
    assert {one.answer for one in found if one.rule_id == "R17"} == {answer}
    segment = made.line("support").segments[0]
    assert segment.wanted_space
    assert segment.wanted_space.pa
    assert ("not for work with children" in why_not(segment.wanted_space.pa, segment)) == (answer is Answer.NO)


def test_a_pa_who_may_not_work_with_a_child_is_not_held_for_one() -> None:
    made = with_pa(12)
    with pytest.raises(RulesSayNo):
        services.hold(made.ref, by=made.arranger)


def test_anybody_for_a_child_is_somebody_who_may_work_with_children() -> None:
    made = breaks.planned()
    breaks.add_support(made)
    breaks.pay(made, "support", "virtual")
    with transaction():
        born_on = funded.born(12)
        session.execute(update(Person).where(Person.ref == made.people["person"]).values(born_on=born_on))
        last = session.scalars(select(PA).join(Space).order_by(Space.id.desc())).first()
        assert last is not None
        last.pvg_sort, name = PVGSort.BOTH, last.name
    services.hold(made.ref, by=made.arranger)
    (segment,) = made.line("support").segments
    assert segment.space is not None
    assert segment.space.pa is not None
    assert segment.space.pa.name == name


def test_a_search_for_a_child_leaves_out_pas_who_may_not_work_with_children() -> None:
    for name, sort in (("Adults", PVGSort.ADULTS), ("Both", PVGSort.BOTH)):
        bank = offered.pa_bank(by=families.viewer(f"{name} bank", RoleName.PROVIDER))
        with transaction():
            rows = session.scalars(select(PA).join(Space).join(Listing).where(Listing.ref == bank.ref)).all()
            for pa in rows:
                pa.pvg_sort = sort
            session.execute(update(Listing).where(Listing.ref == bank.ref).values(title=name))
    house = breaks.house().ref
    day = golden.friday()
    asked = Asked(hours=golden.stretch(day, 10, 14))
    for each in (Asked(), asked):
        assert {hit.offer.title for hit in search(each).hits} >= {"Adults", "Both"}
        found = {hit.offer.title for hit in search(replace(each, with_child=True)).hits}
        assert "Adults" not in found
        assert "Both" in found
    assert house in {hit.offer.ref for hit in search(Asked(with_child=True)).hits}
