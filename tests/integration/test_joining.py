"""What a provider says as it joins is kept on both engines, and the database refuses what contradicts itself."""

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from marketplace.access_facts.kinds import ListingKind
from marketplace.accounts.roles import RoleName
from marketplace.accounts.viewer import Viewer
from marketplace.db import session
from marketplace.errors import Refused
from marketplace.listings.joining import LegalForm, ProviderSort, Step, WhoEmploys
from marketplace.listings.models import Joining, Provider
from marketplace.listings.queries.joining import employment_of, joining_of, joining_page
from marketplace.listings.services import joining
from marketplace.listings.services.joining import Entity
from marketplace.listings.services.providers import provider_of
from tests import families

pytestmark = pytest.mark.usefixtures("database")


def _newcomer() -> tuple[Viewer, Provider]:
    jean = families.viewer("Jean Provider", RoleName.PROVIDER)
    return jean, provider_of(organisation_id=jean.organisation_id or 0, by=jean.actor)


def test_what_is_said_is_kept_and_can_be_said_again() -> None:
    jean, provider = _newcomer()
    with pytest.raises(Refused, match="Say first what you are"):
        joining.say_registration(provider_id=provider.id, number="", by=jean.actor)
    for sort, kinds in (
        (ProviderSort.OTHER, {ListingKind.ACTIVITY, ListingKind.TRANSPORT}),
        (ProviderSort.PA_BANK, {ListingKind.PA_BANK, ListingKind.TRANSPORT}),
    ):
        joining.say_what(provider_id=provider.id, sort=sort, kinds=kinds, by=jean.actor)
    entity = Entity("Merse Care SCIO", LegalForm.CHARITY, "SC045678", "01632 960 001")
    joining.say_who(provider_id=provider.id, entity=entity, by=jean.actor)
    joining.say_registration(provider_id=provider.id, number="CS2003012345", by=jean.actor)
    joining.say_links(provider_id=provider.id, has_others=False, by=jean.actor)
    joining.say_employing(provider_id=provider.id, who=WhoEmploys.ANOTHER, employer="Tweed PAs Ltd", by=jean.actor)
    session.expire_all()
    found = joining_page(provider, viewer=jean)
    assert found.next_step is None
    assert {row.step for row in found.steps} == set(Step)
    assert found.to_begin == (ListingKind.PA_BANK, ListingKind.TRANSPORT)
    assert employment_of(provider) == ("employed", "Tweed PAs Ltd")
    joining.say_employing(provider_id=provider.id, who=WhoEmploys.THEMSELVES, employer="Tweed PAs Ltd", by=jean.actor)
    assert employment_of(provider) == ("self_employed", "")


def test_a_pa_who_works_alone_is_one_person_in_law_without_being_asked() -> None:
    jean, provider = _newcomer()
    joining.say_what(provider_id=provider.id, sort=ProviderSort.SOLE_PA, kinds={ListingKind.SOLE_PA}, by=jean.actor)
    joining.say_who(provider_id=provider.id, entity=Entity("Jean Provider", None, "", None), by=jean.actor)
    session.expire_all()
    assert provider.is_individual
    said = joining_of(provider)
    assert said is not None
    assert said.legal_form is LegalForm.ALONE


@pytest.mark.parametrize(
    "bad", [{"registration_number": "CS2003012345", "is_registered": False}, {"employer": "X", "who_employs": "we"}]
)
def test_the_database_refuses_answers_that_contradict_each_other(bad: dict[str, object]) -> None:
    jean, provider = _newcomer()
    joining.say_what(provider_id=provider.id, sort=ProviderSort.OTHER, kinds={ListingKind.OTHER}, by=jean.actor)
    with pytest.raises(IntegrityError):
        session.execute(update(Joining).values(**bad))
    session.rollback()
