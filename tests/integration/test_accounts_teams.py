"""Organisations, who is in them and who is invited; one's own account and its roles."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import Engine, select

from marketplace import clock
from marketplace.accounts import queries, services
from marketplace.accounts.models import Account, Council, Invitation, Membership, Organisation
from marketplace.accounts.roles import OrganisationKind, RoleName
from marketplace.accounts.services import NewAccount
from marketplace.accounts.signing_in import viewer_in
from marketplace.accounts.viewer import Viewer
from marketplace.audit import SITE, AuditRecord
from marketplace.config import Config
from marketplace.db import session
from marketplace.errors import NotFound, Refused
from tests.checked_client import CheckedClient
from tests.databases import on_one
from tests.families import sign_in
from tests.mail import last_letter, link_in
from tests.paper import errors, send, words

PROGRAM = Path(sys.executable).parent / "marketplace"
PASSWORD = "three old words"
NEW = "new@example.org"


def member(name: str, role: RoleName, organisation: Organisation | None) -> Viewer:
    details = NewAccount(name, f"{name.partition(' ')[0].lower()}@example.org", PASSWORD)
    account = services.add_account(details=details, by=SITE)
    return viewer_in(services.add_membership(account=account, role=role, organisation=organisation, by=SITE))


def an_organisation(kind: OrganisationKind, name: str) -> Organisation:
    council = session.scalars(select(Council.id)).first() if kind is OrganisationKind.COUNCIL else None
    return services.add_organisation(kind=kind, name=name, council_id=council, by=SITE)


@pytest.fixture
def merse(app: Flask) -> Organisation:
    return an_organisation(OrganisationKind.PROVIDER, "Merse Housing")


@pytest.fixture
def fiona(merse: Organisation) -> Viewer:
    return member("Fiona Merse", RoleName.PROVIDER, merse)


@pytest.fixture
def jean(app: Flask) -> Viewer:
    return member("Jean Lull", RoleName.BROKERAGE, an_organisation(OrganisationKind.BROKERAGE, "Lull"))


def invite(client: CheckedClient, email: str = NEW, path: str = "/team") -> None:
    answer = send(client, path, {"email": email, "role": "provider"}, press="Send the invitation")
    assert answer.status_code == 303, errors(answer)


def link(config: Config, email: str = NEW) -> str:
    return link_in(last_letter(config, email), holding="/invitation/")


def open_memberships() -> dict[str, list[str]]:
    session.rollback()
    found = select(Account.name, Membership.role).join(Membership.account).where(Membership.ended_at.is_(None))
    by_name: dict[str, list[str]] = {}
    for name, role in session.execute(found.order_by(Membership.id)):
        by_name.setdefault(name, []).append(role.value)
    return by_name


def test_somebody_new_is_invited_and_joins_with_an_account_made_for_it(
    client: CheckedClient, fiona: Viewer, config: Config
) -> None:
    sign_in(client, fiona)
    invite(client)
    letter = last_letter(config, NEW)
    assert letter["Subject"] == "Fiona Merse invites you to Merse Housing at Lull"
    assert NEW in client.get("/team").text
    client.post("/sign-out")
    assert send(client, link(config), {"name": "Nora New", "password": PASSWORD}).status_code == 303
    assert open_memberships() == {"Fiona Merse": ["provider"], "Nora New": ["provider"]}
    page = client.get("/team")
    assert "Nora New" in page.text
    assert "Invited" not in page.text
    assert {"invite", "join"} <= set(session.scalars(select(AuditRecord.action)))


def test_somebody_who_is_here_already_joins_with_a_button(
    app: Flask, client: CheckedClient, fiona: Viewer, config: Config
) -> None:
    carer = member("Ann Scott", RoleName.CARER, None)
    sign_in(client, fiona)
    invite(client, "ann@example.org")
    path = link(config, "ann@example.org")
    client.post("/sign-out")
    asked = client.get(path)
    assert "You have an account" in words(asked)
    assert f"/sign-in?next={path}" in asked.text
    sign_in(client, carer)
    assert send(client, path).status_code == 303
    assert open_memberships()["Ann Scott"] == ["carer", "provider"]
    assert client.get("/team").status_code == 200


def test_an_invitation_is_for_its_address_alone(client: CheckedClient, fiona: Viewer, config: Config) -> None:
    other = member("Mallory Muir", RoleName.CARER, None)
    sign_in(client, fiona)
    invite(client)
    path = link(config)
    sign_in(client, other)
    assert "for somebody else" in words(client.get(path))
    assert client.post(path).status_code == 200
    assert open_memberships()["Mallory Muir"] == ["carer"]


def test_an_invitation_works_once(client: CheckedClient, fiona: Viewer, config: Config) -> None:
    sign_in(client, fiona)
    invite(client)
    path = link(config)
    client.post("/sign-out")
    send(client, path, {"name": "Nora New", "password": PASSWORD})
    client.post("/sign-out")
    assert client.get(path).status_code == 410


def test_an_invitation_withdrawn_or_too_old_does_nothing(client: CheckedClient, fiona: Viewer, config: Config) -> None:
    sign_in(client, fiona)
    invite(client)
    path = link(config)
    with time_machine.travel(clock.now() + timedelta(days=14)):
        assert client.get(path).status_code == 410
        assert NEW not in client.get("/team").text
    sign_in(client, fiona)
    invitation = session.scalars(select(Invitation)).one()
    assert client.post(f"/team/invitations/{invitation.ref}/withdraw").status_code == 303
    assert client.get(path).status_code == 410
    assert NEW not in client.get("/team").text


def test_to_invite_again_is_to_withdraw_the_older_invitation(
    client: CheckedClient, fiona: Viewer, config: Config
) -> None:
    sign_in(client, fiona)
    invite(client)
    first = link(config)
    invite(client)
    second = link(config)
    assert client.get(first).status_code == 410
    client.post("/sign-out")
    assert client.get(second).status_code == 200


def test_whoever_has_the_role_is_not_invited_to_it(client: CheckedClient, fiona: Viewer) -> None:
    sign_in(client, fiona)
    again = send(client, "/team", {"email": "fiona@example.org", "role": "provider"})
    assert "manager there already" in errors(again)["email"]


def test_only_roles_of_the_organisation_can_be_given(client: CheckedClient, fiona: Viewer) -> None:
    sign_in(client, fiona)
    assert client.post("/team", data={"email": NEW, "role": "brokerage"}).status_code == 422
    ref = session.scalars(select(Organisation.ref)).one()
    with pytest.raises(Refused):
        services.invite(organisation_ref=ref, email=NEW, role=RoleName.APPROVER, by=fiona)
    assert session.scalar(select(Invitation.id)) is None


def test_one_keeps_ones_own_team_and_no_other(client: CheckedClient, fiona: Viewer) -> None:
    other = an_organisation(OrganisationKind.PROVIDER, "Tweed Taxis")
    tam = member("Tam Tweed", RoleName.PROVIDER, other)
    sign_in(client, fiona)
    assert client.post(f"/team/members/{tam.membership_ref}/end").status_code == 404
    with pytest.raises(NotFound):
        services.invite(organisation_ref=other.ref, email=NEW, role=RoleName.PROVIDER, by=fiona)
    assert "Tam" not in client.get("/team").text


def test_a_member_who_is_removed_is_out_from_their_next_page_on(
    app: Flask, client: CheckedClient, fiona: Viewer, merse: Organisation
) -> None:
    nora = member("Nora New", RoleName.PROVIDER, merse)
    hers = app.test_client()
    sign_in(hers, nora)
    assert hers.get("/team").status_code == 200
    sign_in(client, fiona)
    client.post(f"/team/members/{nora.membership_ref}/end")
    assert hers.get("/team").status_code == 403
    assert hers.get("/account").status_code == 200
    assert open_memberships() == {"Fiona Merse": ["provider"]}


def test_a_team_is_never_left_without_a_keeper(client: CheckedClient, fiona: Viewer) -> None:
    sign_in(client, fiona)
    refused = client.post(f"/team/members/{fiona.membership_ref}/end")
    assert refused.status_code == 422
    assert "Invite somebody for that first" in words(refused)
    assert client.post("/account/close").status_code == 422
    assert open_memberships() == {"Fiona Merse": ["provider"]}


def test_a_care_manager_does_not_keep_the_councils_team_and_an_approver_does(client: CheckedClient, app: Flask) -> None:
    council = an_organisation(OrganisationKind.COUNCIL, "Borders social work")
    sign_in(client, member("Isla Kerr", RoleName.CARE_MANAGER, council))
    assert client.get("/team").status_code == 403
    sign_in(client, member("Hamish Reid", RoleName.APPROVER, council))
    assert client.get("/team").status_code == 200


def test_the_brokerage_adds_an_organisation_and_invites_its_first_member(
    client: CheckedClient, jean: Viewer, config: Config
) -> None:
    sign_in(client, jean)
    fife = session.scalars(select(Council).where(Council.name == "Fife")).one().gss_code
    made = send(client, "/organisations/new", {"kind": "council", "name": "Fife social work", "council": fife})
    assert "As approver they can then invite the others" in words(client.get(made.location))
    answer = send(client, made.location, {"email": NEW, "role": "approver"})
    assert answer.status_code == 303
    client.post("/sign-out")
    send(client, link(config), {"name": "Nora New", "password": PASSWORD})
    viewer = viewer_in(session.scalars(select(Membership).where(Membership.role == RoleName.APPROVER)).one())
    assert viewer.council_id == queries.council(fife).id
    sign_in(client, jean)
    assert "Fife social work" in client.get("/organisations").text


@on_one
@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"kind": "council", "name": "Fife"}, "council"),
        ({"name": "Merse Housing"}, "kind"),
        ({"kind": "provider", "name": ""}, "name"),
        ({"kind": "provider", "name": "merse housing"}, "name"),
    ],
)
def test_an_organisation_that_cannot_be_added_says_why_at_the_field(
    client: CheckedClient, jean: Viewer, merse: Organisation, typed: dict[str, str], field: str
) -> None:
    sign_in(client, jean)
    refused = send(client, "/organisations/new", typed)
    assert refused.status_code == 422
    assert list(errors(refused)) == [field]


def test_a_brokerage_is_not_added_on_a_page(client: CheckedClient, jean: Viewer) -> None:
    sign_in(client, jean)
    assert client.post("/organisations/new", data={"kind": "brokerage", "name": "Mine"}).status_code == 422


@on_one
def test_the_first_member_of_the_brokerage_is_invited_from_a_shell(database: Engine, config: Config) -> None:
    settings = {**os.environ, "DATABASE_URL": config.database_url, "LULL_INSTANCE": str(config.instance)}

    def invite_first(email: str) -> subprocess.CompletedProcess[str]:
        command = [str(PROGRAM), "brokerage", "invite", email]
        return subprocess.run(command, env=settings, check=False, text=True, capture_output=True)

    assert invite_first("nobody").returncode == 2
    assert invite_first(NEW).returncode == 0
    letter = last_letter(config, NEW)
    assert letter["Subject"] == "You are invited to run Lull"
    assert (
        "Whoever set up Lull invites you to be the first in Lull. You then invite the others." in letter.get_content()
    )
    secret = link(config).rpartition("/")[2]
    services.take_invitation_anew(secret=secret, name="Jean Lull", password=PASSWORD)
    assert open_memberships() == {"Jean Lull": ["brokerage"]}
    refused = invite_first("second@example.org")
    assert refused.returncode == 2
    assert "has members" in refused.stderr


def test_one_acts_in_one_role_at_a_time_and_changes_on_the_account_page(
    client: CheckedClient, fiona: Viewer, app: Flask
) -> None:
    sign_in(client, fiona)
    client.post("/account/roles", data={"role": "carer"})
    assert open_memberships()["Fiona Merse"] == ["provider", "carer"]
    assert client.get("/team").status_code == 403
    client.post("/account/act-as", data={"role": fiona.membership_ref})
    assert client.get("/team").status_code == 200
    client.post("/account/roles", data={"role": "carer"})
    assert open_memberships()["Fiona Merse"] == ["provider", "carer"]


def test_nobody_takes_a_role_that_is_not_theirs(client: CheckedClient, fiona: Viewer, jean: Viewer) -> None:
    sign_in(client, fiona)
    assert client.post("/account/roles", data={"role": "brokerage"}).status_code == 404
    assert client.post("/account/act-as", data={"role": jean.membership_ref}).status_code == 404
    assert client.get("/organisations").status_code == 403
    with pytest.raises(Refused):
        services.take_up_role(role=RoleName.APPROVER, by=fiona)


def test_one_changes_ones_name_and_telephone_number(client: CheckedClient, fiona: Viewer) -> None:
    sign_in(client, fiona)
    refused = send(client, "/account/details", {"name": "Fiona M.", "telephone": "call me"})
    assert list(errors(refused)) == ["telephone"]
    assert "Fiona M." in refused.text
    send(client, "/account/details", {"name": "Fiona M.", "telephone": "01361 810 022"})
    page = client.get("/account").text
    assert "Fiona M." in page
    assert "01361 810 022" in page


def test_a_closed_account_is_forgotten_and_its_address_is_free_again(
    client: CheckedClient, app: Flask, config: Config
) -> None:
    ann = member("Ann Scott", RoleName.CARER, None)
    other = app.test_client()
    sign_in(other, ann)
    sign_in(client, ann)
    send(client, "/account/close")
    assert client.get("/account").status_code == 302
    assert other.get("/account").status_code == 302
    account = session.scalars(select(Account)).one()
    assert "Ann" not in account.name
    assert "ann" not in account.email
    assert (account.password_hash, account.telephone) == (None, None)
    assert "closed" in last_letter(config, "ann@example.org")["Subject"]
    assert member("Ann Scott", RoleName.CARER, None).account_id != ann.account_id


def test_the_brokerage_keeps_the_councils_numbers_and_the_page_about_harm_has_them(
    client: CheckedClient, jean: Viewer
) -> None:
    assert "main number" in words(send(client, "/worried-about-harm", {"now": "Duns"}))
    sign_in(client, jean)
    borders = session.scalars(select(Council.gss_code).where(Council.name == "Scottish Borders")).one()
    refused = send(client, f"/council-numbers/{borders}", {"telephone": "ask", "out_of_hours_telephone": ""})
    assert list(errors(refused)) == ["telephone"]
    send(
        client, f"/council-numbers/{borders}", {"telephone": "01632 960 100", "out_of_hours_telephone": "01632 960 200"}
    )
    client.post("/sign-out")
    told = words(send(client, "/worried-about-harm", {"now": "TD11 3AQ", "home": "Glasgow"}))
    assert told.index("Scottish Borders") < told.index("01632 960 100") < told.index("01632 960 200")
    assert "Glasgow City" in told
    assert "999" in told


def test_a_place_without_one_council_is_asked_for_again(client: CheckedClient, app: Flask) -> None:
    assert "whole postcode" in errors(send(client, "/worried-about-harm", {"now": "TD11"}))["now"]
    assert "now" in errors(send(client, "/worried-about-harm", {"now": "Atlantis"}))
