"""PAs who may not work with whoever a break is for are not offered by name, and it is said with whom each may work."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from marketplace import clock
from marketplace.db import session, transaction
from marketplace.listings.models import PA, Listing, PVGSort, Space
from marketplace.people.models import Person
from tests import breaks, families, funded, offered
from tests.checked_client import CheckedClient
from tests.golden import Golden
from tests.paper import words

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"])  # decided in code


def for_somebody_of(age: int) -> tuple[Golden, str, str]:
    """A draft for somebody of that age, and a bank with a PA for adults alone and one for everybody: their names."""
    made = breaks.planned()
    made.offers["bank"] = offered.pa_bank()
    with transaction():
        born_on = funded.born(age)
        session.execute(update(Person).where(Person.ref == made.people["person"]).values(born_on=born_on))
        of_bank = select(PA).join(Space).join(Listing).where(Listing.ref == made.offers["bank"].ref).order_by(PA.id)
        pas = session.scalars(of_bank).all()
        for pa in pas:
            pa.pvg_sort = PVGSort.BOTH
        pas[0].pvg_sort = PVGSort.ADULTS
    return made, pas[0].name, pas[1].name


@pytest.mark.parametrize(("age", "is_offered"), [(12, False), (30, True)])
def test_a_pa_for_adults_alone_is_offered_by_name_for_an_adult_and_not_for_a_child(
    client: CheckedClient, age: int, *, is_offered: bool
) -> None:
    made, adults_alone, everybody = for_somebody_of(age)
    families.sign_in(client, made.arranger)
    page = client.get(f"/breaks/{made.ref}/add/{made.offers['bank'].ref}/hours")
    assert (f">{adults_alone}</option>" in page.text) == is_offered
    assert f">{everybody}</option>" in page.text
    assert words(page).count("May work with adults alone.") == 1
    assert (f"{adults_alone} cannot be chosen" in words(page)) != is_offered


def test_other_times_for_a_child_offer_no_pa_for_adults_alone(client: CheckedClient) -> None:
    made, adults_alone, everybody = for_somebody_of(12)
    breaks.add_support(made, space=made.offers["bank"].spaces[0])
    families.sign_in(client, made.arranger)
    page = client.get(f"/breaks/{made.ref}/parts/{made.lines['support']}/times")
    assert f">{adults_alone}</option>" not in page.text
    assert f">{everybody}</option>" in page.text


@pytest.mark.parametrize(("age", "status"), [(12, 422), (30, 303)])
def test_a_child_meets_no_pa_for_adults_alone(client: CheckedClient, age: int, status: int) -> None:
    made, adults_alone, _ = for_somebody_of(age)
    families.sign_in(client, made.arranger)
    listing_ref = made.offers["bank"].ref
    space = select(Space.ref).join(PA).join(Listing).where(Listing.ref == listing_ref, PA.name == adults_alone)
    when = clock.today() + timedelta(days=3)
    asked = {"person": made.people["person"], "how": "video", "day_1": when.isoformat(), "at_1": "11:00"}
    answer = client.post(f"/meet/{listing_ref}", data=asked | {"space": session.scalars(space).one()})
    assert answer.status_code == status
    assert ("may work with adults alone. Choose somebody else" in answer.text) == (status == 422)


def test_a_provider_reads_which_of_its_pas_may_work_with_adults_alone(client: CheckedClient) -> None:
    made, *_ = for_somebody_of(30)
    families.sign_in(client, made.offers["bank"].by)
    assert words(client.get("/pas")).count("May work with adults alone, as their PVG membership says.") == 1
