"""One house, its provider, another site that has a calendar of it, and the day on which it is read."""

from collections.abc import Iterator

import pytest
import time_machine

from marketplace.accounts.roles import RoleName
from marketplace.accounts.viewer import Viewer
from marketplace.db import session, transaction
from marketplace.listings.models import Provider, Space
from marketplace.listings.services import feeds
from tests import families, supply
from tests.calendar_elsewhere import IN_MARCH, NOW, WEEKEND, taken
from tests.feeds import calendar
from tests.other_sites import OtherSite, other_site, read_due


@pytest.fixture(autouse=True)
def winter() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def site() -> Iterator[OtherSite]:
    with other_site() as made:
        yield made


@pytest.fixture
def office() -> Viewer:
    return families.viewer("Merse Office", RoleName.PROVIDER)


@pytest.fixture
def space(office: Viewer) -> Space:
    with transaction():
        owner = Provider(organisation_id=office.organisation_id, name="Merse", legal_name="Merse", made_at=NOW)
        session.add(owner)
    return supply.listing("Orchard House", of=owner).spaces[0]


@pytest.fixture
def read_once(space: Space, office: Viewer, site: OtherSite) -> str:
    """A calendar that was read whole once, and took a weekend."""
    site.give(calendar(IN_MARCH), 'ETag: "one"')
    ref = feeds.add(space.ref, name="Airbnb", address=site.url(), by=office)
    read_due()
    assert taken(space) == [WEEKEND]
    return ref
