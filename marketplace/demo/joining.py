"""Who joins in the demo: teams beside their managers, a hotel that is half-way, and an adviser's address book."""

import tomllib
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from marketplace.access_facts.kinds import ListingKind
from marketplace.accounts import services as accounts
from marketplace.accounts.models import Organisation
from marketplace.accounts.roles import OrganisationKind, RoleName
from marketplace.audit import SITE
from marketplace.booking.services.address_book import EntryDetails, add_entry
from marketplace.booking.services.inviting import invite_off_site
from marketplace.db import session
from marketplace.demo.cast import Cast, Offered, join
from marketplace.demo.supply_texts import FOLDER
from marketplace.listings.joining import LegalForm, ProviderSort
from marketplace.listings.services import joining
from marketplace.listings.services.joining import Entity
from marketplace.listings.services.providers import provider_of

Table = Mapping[str, Any]


def bring_in(cast: Cast) -> None:
    """Everybody of the file."""
    table = tomllib.loads((FOLDER / "joining.toml").read_text(encoding="utf-8"))
    for member in table["member"]:
        _member(member, cast)
    for newcomer in table["newcomer"]:
        _newcomer(newcomer, cast)
    for entry in table["entry"]:
        _entry(entry, cast)


def _member(text: Table, cast: Cast) -> None:
    organisation = session.scalars(select(Organisation).where(Organisation.name == text["provider"])).one()
    join(name=text["name"], email=text["email"], role=RoleName(text["role"]), organisation=organisation)
    cast.offered.append(Offered(text["email"], text["words"], text["position"]))


def _newcomer(text: Table, cast: Cast) -> None:
    organisation = accounts.add_organisation(
        kind=OrganisationKind.PROVIDER, name=text["organisation"], council_id=None, by=SITE
    )
    by = join(name=text["name"], email=text["email"], role=RoleName.PROVIDER, organisation=organisation).actor
    cast.offered.append(Offered(text["email"], text["words"], text["position"]))
    provider_id = provider_of(organisation_id=organisation.id, by=by).id
    kinds = [ListingKind(kind) for kind in text["kinds"]]
    joining.say_what(provider_id=provider_id, sort=ProviderSort(text["sort"]), kinds=kinds, by=by)
    entity = Entity(text["legal_name"], LegalForm(text["legal_form"]), text["number"], None)
    joining.say_who(provider_id=provider_id, entity=entity, by=by)


def _entry(text: Table, cast: Cast) -> None:
    keeper = cast.viewers[text["keeper"]]
    details = EntryDetails(text["name"], ListingKind(text["kind"]), text["town"], text["email"], text["telephone"])
    ref = add_entry(details=details, by=keeper)
    if text.get("is_invited"):
        invite_off_site(ref, email=text["email"], by=keeper)
