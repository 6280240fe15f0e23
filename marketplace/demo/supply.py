"""The supply of the demo: its own small register, its providers with their PAs, and all that they offer."""

from datetime import timedelta

from marketplace import clock
from marketplace.accounts import services as accounts
from marketplace.accounts.roles import OrganisationKind, RoleName
from marketplace.accounts.viewer import Viewer
from marketplace.demo import offers, papers, pas_at_work
from marketplace.demo.cast import Cast, Offered, join
from marketplace.demo.days import born_on
from marketplace.demo.supply_texts import FOLDER, PAText, ProviderText, providers
from marketplace.files import Upload
from marketplace.listings.models import Provider
from marketplace.listings.services import providers as provider_services
from marketplace.listings.services import sheets
from marketplace.listings.services.pas import PARecord
from marketplace.listings.services.providers import Details
from marketplace.listings.services.register import import_register

REGISTER = "register.csv"
REGISTER_LATER = "register-next-month.csv"
"""The register a month on: one service is gone from it, and the site hides what it offers."""


def bring_in(cast: Cast, *, brokerage: Viewer) -> None:
    """Every provider and listing; those who sign in for a provider join ``cast``."""
    _import(REGISTER, by=brokerage)
    for text in providers():
        _bring_in_one(text, cast, brokerage=brokerage)
    papers.renew_some(by=brokerage)
    papers.count_as_told()
    _import(REGISTER_LATER, by=brokerage)


def _bring_in_one(text: ProviderText, cast: Cast, *, brokerage: Viewer) -> None:
    organisation = accounts.add_organisation(
        kind=OrganisationKind.PROVIDER, name=text.name, council_id=None, by=brokerage.actor
    )
    manager = join(name=text.manager.name, email=text.manager.email, role=RoleName.PROVIDER, organisation=organisation)
    if text.manager.words:
        cast.offered.append(Offered(text.manager.email, text.manager.words, text.manager.position))
    provider = provider_services.provider_of(organisation_id=organisation.id, by=manager.actor)
    cast.managers[provider.id] = manager
    _introduce(provider, text, by=manager)
    for pa in text.pas:
        pas_at_work.bring_in(pa, record=_record(pa, checked_by=text.manager.name), of=provider, by=manager)
    for listing in text.listings:
        offers.make(listing, provider=provider, by=manager, brokerage=brokerage)
    if text.file:
        _send_file(text.file, of=provider, by=manager)


def _send_file(name: str, *, of: Provider, by: Viewer) -> None:
    """A file of listings that was read and waits for its provider's word."""
    upload = Upload(name, (FOLDER / "files" / name).read_bytes())
    sheet_id = sheets.send(provider_id=of.id, upload=upload, by=by.actor).id
    sheets.read_owed({"sheet_id": sheet_id})


def _introduce(provider: Provider, text: ProviderText, *, by: Viewer) -> None:
    details = Details(
        legal_name=text.legal_name,
        is_individual=text.is_individual,
        about=text.about,
        telephone=text.telephone,
        out_of_hours_telephone=text.out_of_hours,
        email=text.email,
    )
    provider_services.change_details(provider_id=provider.id, details=details, seen=None, by=by.actor)


def _record(pa: PAText, *, checked_by: str) -> PARecord:
    today = clock.today()
    is_checked = pa.checked is not None
    return PARecord(
        name=pa.name,
        born_on=born_on(pa.age, "02-11", today=today),
        pvg_sort=pa.pvg,
        pvg_checked_on=today - timedelta(days=pa.checked or 0) if is_checked else None,
        pvg_checked_by=checked_by if is_checked else None,
        pvg_expires_on=today + timedelta(days=pa.ends_in) if pa.ends_in is not None else None,
    )


def _import(name: str, *, by: Viewer) -> None:
    file = FOLDER / name
    done = import_register(file=file.read_bytes(), file_name=file.name, by=by.actor)
    if done.refused:
        raise ValueError(f"{name}: {done.refused}")
