"""People for tests: accounts in their roles, persons, and who acts for whom, made straight in the database."""

from datetime import date
from itertools import count
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select

from marketplace import clock
from marketplace.accounts.models import Account, Council, Membership, Organisation
from marketplace.accounts.roles import OrganisationKind, RoleName
from marketplace.accounts.signing_in import viewer_in
from marketplace.accounts.viewer import Viewer
from marketplace.db import session, transaction
from marketplace.people.models import Person, Representation
from marketplace.people.representation import ALL, Capacity, Consent, Scope

BORDERS = "Scottish Borders"
FIFE = "Fife"

_numbers = count(1)


def council_id(name: str = BORDERS) -> int:
    """A council that the migrations entered."""
    return session.scalars(select(Council.id).where(Council.name == name)).one()


def viewer(name: str = "Anna Hume", role: RoleName = RoleName.FAMILY, *, council: str = "", email: str = "") -> Viewer:
    """Somebody signed in, in a role; with ``council`` in its department, as an adviser in a carers' centre."""
    now = clock.now()
    with transaction():
        email = email or f"{name.lower().replace(' ', '.')}.{next(_numbers)}@example.org"
        account = Account(name=name, email=email, made_at=now, email_verified_at=now)
        session.add(account)
        session.flush()
        organisation = _organisation(role, council)
        made = Membership(account_id=account.id, role=role, started_at=now, organisation=organisation)
        session.add(made)
        session.flush()
        return viewer_in(made)


def teammate(of: Viewer, role: RoleName, name: str = "Kit Diary") -> Viewer:
    """One more member of somebody's organisation, in another role."""
    one = viewer(name, role)
    with transaction():
        made = session.scalars(select(Membership).where(Membership.account_id == one.account_id)).one()
        made.organisation_id = of.organisation_id
        session.flush()
        return viewer_in(made)


def officer(name: str = "Mhairi Scott", council: str = BORDERS, role: RoleName = RoleName.CARE_MANAGER) -> Viewer:
    """A council's practitioner."""
    return viewer(name, role, council=council)


def adviser(name: str = "Iain Bell") -> Viewer:
    """A worker of a carers' centre."""
    return viewer(name, RoleName.ADVISER)


def person(name: str = "Callum Hume", *, account: Viewer | None = None, council: str = "", **more: Any) -> str:
    """A person; their reference."""
    with transaction():
        made = Person(
            name=name,
            made_at=clock.now(),
            account_id=account.account_id if account else None,
            council_id=council_id(council) if council else None,
            **more,
        )
        session.add(made)
        session.flush()
        return made.ref


def acts_for(
    who: Viewer,
    person_ref: str,
    *scopes: Scope,
    capacity: Capacity = Capacity.HELPER,
    from_on: date = date(2020, 1, 1),
    until_on: date | None = None,
    powers: str | None = None,
    is_accepted: bool = True,
) -> str:
    """A representation, straight into the table, with every scope when none is named; its reference."""
    granted = frozenset(scopes) or ALL
    now = clock.now()
    with transaction():
        made = Representation(
            person_id=session.scalars(select(Person.id).where(Person.ref == person_ref)).one(),
            account_id=who.account_id if is_accepted else None,
            organisation_id=who.organisation_id if is_accepted else None,
            email=who.email,
            capacity=capacity,
            powers=powers,
            may_plan=Scope.PLAN in granted,
            may_pay=Scope.PAY in granted,
            may_see_medical=Scope.MEDICAL in granted,
            from_on=from_on,
            until_on=until_on,
            consent=Consent.TOLD,
            made_at=now,
            made_by_account_id=who.account_id,
            accepted_at=now if is_accepted else None,
        )
        session.add(made)
        session.flush()
        return made.ref


def sign_in(client: FlaskClient, who: Viewer) -> None:
    """Let a test client be somebody."""
    account = session.get_one(Account, who.account_id)
    with client.session_transaction() as cookie:
        cookie.clear()
        cookie["_user_id"] = f"{account.ref}.{account.sign_in_epoch}"
        cookie["_fresh"] = True
        cookie["acting_in"] = who.membership_ref


def _organisation(role: RoleName, council: str) -> Organisation | None:
    kinds = {
        RoleName.CARE_MANAGER: OrganisationKind.COUNCIL,
        RoleName.APPROVER: OrganisationKind.COUNCIL,
        RoleName.COUNCIL_FINANCE: OrganisationKind.COUNCIL,
        RoleName.ISF_HOLDER: OrganisationKind.ISF_HOLDER,
        RoleName.ADVISER: OrganisationKind.ADVICE,
        RoleName.PROVIDER: OrganisationKind.PROVIDER,
        RoleName.DIARY_KEEPER: OrganisationKind.PROVIDER,
        RoleName.PROVIDER_FINANCE: OrganisationKind.PROVIDER,
    }
    kind = kinds.get(role)
    if kind is None:
        return None
    within = council_id(council) if council else None
    return Organisation(kind=kind, name=f"{council or kind.value} team", council_id=within, made_at=clock.now())
