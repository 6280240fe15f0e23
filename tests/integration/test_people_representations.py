"""Inviting somebody to act for a person, taking it up, ending it: at the next request it gives nothing."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from marketplace import clock
from marketplace.accounts.attempts import TooManyTries
from marketplace.accounts.models import Membership
from marketplace.accounts.roles import RoleName
from marketplace.accounts.services.invitations import NotForYou
from marketplace.accounts.tokens import LinkNoLongerGood
from marketplace.accounts.viewer import Viewer
from marketplace.audit import AuditRecord
from marketplace.db import session
from marketplace.errors import Conflict, NotAllowed, NotFound, Refused
from marketplace.notifications.models import Letter
from marketplace.people.offers import Offer
from marketplace.people.queries.persons import known
from marketplace.people.queries.representations import invitation, representations
from marketplace.people.representation import ALL, DECIDING, Capacity, Consent, Scope, State
from marketplace.people.services import invitations as taking
from marketplace.people.services import representations as inviting
from tests import families
from tests.databases import on_one

pytestmark = pytest.mark.usefixtures("database")

PASSWORD = "three green sheep"
HELP = Offer(Capacity.HELPER, frozenset({Scope.SEE, Scope.PLAN}), date(2020, 1, 1), consent=Consent.TOLD)


def secret_to(email: str) -> str:
    """The secret in the last letter to an address."""
    letters = select(Letter.body).where(Letter.to_address == email).order_by(Letter.id.desc())
    found = re.search(r"/people/invitation/(\S+)", session.scalars(letters).first() or "")
    assert found
    return found[1]


def count_letters() -> int:
    return session.scalar(select(func.count()).select_from(Letter)) or 0


@pytest.fixture
def anna() -> Viewer:
    return families.viewer("Anna Hume", RoleName.CARER)


@pytest.fixture
def ref(anna: Viewer) -> str:
    made = families.person("Callum Hume", born_on=date(2008, 1, 9), council=families.BORDERS)
    families.acts_for(anna, made)
    return made


def test_a_helper_is_invited_takes_it_up_and_may_do_what_was_offered_and_no_more(anna: Viewer, ref: str) -> None:
    iona = families.viewer("Iona Reid")
    inviting.invite_representative(ref, email=iona.email.upper(), offer=HELP, by=anna)
    with pytest.raises(NotFound):
        known(ref, viewer=iona)
    accepted = taking.accept_invitation(secret_to(iona.email), by=iona)
    assert accepted.person_ref == ref
    assert known(ref, viewer=iona).standing.scopes == HELP.scopes
    actions = session.scalars(select(AuditRecord.action).order_by(AuditRecord.id)).all()
    assert actions == ["invite_representative", "accept_representation"]


def test_the_link_works_once_and_for_nobody_else(anna: Viewer, ref: str) -> None:
    iona, ewan = families.viewer("Iona Reid"), families.viewer("Ewan Bell")
    inviting.invite_representative(ref, email=iona.email, offer=HELP, by=anna)
    secret = secret_to(iona.email)
    with pytest.raises(NotForYou):
        taking.accept_invitation(secret, by=ewan)
    taking.accept_invitation(secret, by=iona)
    with pytest.raises(LinkNoLongerGood):
        taking.accept_invitation(secret, by=iona)
    with pytest.raises(LinkNoLongerGood):
        invitation("guessed")


def test_the_link_is_good_for_fourteen_days(anna: Viewer, ref: str) -> None:
    inviting.invite_representative(ref, email="iona@example.org", offer=HELP, by=anna)
    secret = secret_to("iona@example.org")
    with time_machine.travel(clock.now() + timedelta(days=13, hours=23), tick=False):
        assert invitation(secret).called == "Callum Hume"
    with time_machine.travel(clock.now() + timedelta(days=14, seconds=1), tick=False), pytest.raises(LinkNoLongerGood):
        invitation(secret)


def test_somebody_without_an_account_has_one_made_with_the_yes(anna: Viewer, ref: str) -> None:
    inviting.invite_representative(ref, email="iona@example.org", offer=HELP, by=anna)
    secret = secret_to("iona@example.org")
    with pytest.raises(Refused) as refused:
        taking.accept_invitation_anew(secret, name="", password="short")
    assert set(refused.value.fields) == {"name", "password"}
    accepted = taking.accept_invitation_anew(secret, name="Iona Reid", password=PASSWORD)
    assert (accepted.membership.role, accepted.membership.account.email) == (RoleName.FAMILY, "iona@example.org")


def test_a_worker_takes_up_a_private_invitation_as_themself(anna: Viewer, ref: str) -> None:
    mhairi = families.officer(council=families.FIFE)
    inviting.invite_representative(ref, email=mhairi.email, offer=HELP, by=anna)
    accepted = taking.accept_invitation(secret_to(mhairi.email), by=mhairi)
    assert (accepted.membership.role, accepted.membership.organisation_id) == (RoleName.FAMILY, None)
    with pytest.raises(NotFound):
        known(ref, viewer=mhairi)


def test_only_an_adviser_takes_up_an_advisers_invitation(anna: Viewer, ref: str) -> None:
    iain, iona = families.adviser(), families.viewer("Iona Reid")
    offer = replace(HELP, capacity=Capacity.ADVISER)
    for who in (iain, iona):
        inviting.invite_representative(ref, email=who.email, offer=offer, by=anna)
    taking.accept_invitation(secret_to(iain.email), by=iain)
    assert known(ref, viewer=iain).standing.capacities == {Capacity.ADVISER}
    with pytest.raises(NotAllowed):
        taking.accept_invitation(secret_to(iona.email), by=iona)


def test_a_guardian_without_recorded_powers_is_refused(anna: Viewer, ref: str) -> None:
    offer = Offer(Capacity.GUARDIAN, ALL, date(2020, 1, 1))
    with pytest.raises(Refused) as refused:
        inviting.invite_representative(ref, email="g@example.org", offer=offer, by=anna)
    assert "What a guardian or attorney may do" in refused.value.fields["powers"]
    assert count_letters() == 0


def test_nobody_gives_away_more_than_they_have(ref: str) -> None:
    ewan, reader = families.viewer("Ewan Bell"), families.viewer("Only Reads")
    families.acts_for(ewan, ref, Scope.SEE, Scope.PLAN)
    families.acts_for(reader, ref, Scope.SEE)
    with pytest.raises(Refused) as refused:
        inviting.invite_representative(ref, email="x@example.org", offer=replace(HELP, scopes=ALL), by=ewan)
    assert set(refused.value.fields) == {"scopes"}
    with pytest.raises(NotAllowed):
        inviting.invite_representative(ref, email="x@example.org", offer=HELP, by=reader)
    with pytest.raises(NotAllowed):
        inviting.invite_person(ref, email="x@example.org", by=ewan)


@pytest.mark.parametrize("capacity", sorted(DECIDING))
def test_who_decides_nothing_names_nobody_who_does(ref: str, capacity: Capacity) -> None:
    ewan = families.viewer("Ewan Bell")
    families.acts_for(ewan, ref, *ALL)
    offer = replace(HELP, capacity=capacity, powers="Order of 4 May 2025", consent=None)
    with pytest.raises(Refused) as refused:
        inviting.invite_representative(ref, email="x@example.org", offer=offer, by=ewan)
    assert "capacity" in refused.value.fields
    assert count_letters() == 0


def test_a_guardian_is_named_by_an_officer_and_the_person_reads_who_decides_and_by_which_paper() -> None:
    callum = families.viewer("Callum Hume", RoleName.PERSON)
    ref = families.person("Callum Hume", account=callum, council=families.BORDERS)
    iona = families.viewer("Iona Reid")
    offer = replace(HELP, capacity=Capacity.GUARDIAN, powers="Order of 4 May 2025", consent=None)
    inviting.invite_representative(ref, email=iona.email, offer=offer, by=families.officer())
    told = select(Letter).where(Letter.name == "people-decider")
    assert session.scalars(told).all() == []
    taking.accept_invitation(secret_to(iona.email), by=iona)
    (letter,) = session.scalars(told)
    assert (letter.to_address, "Order of 4 May 2025" in letter.body) == (callum.email, True)
    assert "Iona Reid is written down as your guardian" in letter.subject
    assert known(ref, viewer=iona).standing.may_decide
    assert session.scalars(select(Letter).where(Letter.name == "people-decider-named")).all() == []


def test_where_no_officer_is_the_brokerage_reads_too_who_decides() -> None:
    callum = families.viewer("Callum Hume", RoleName.PERSON)
    ref = families.person("Callum Hume", account=callum)
    iona, brokerage = families.viewer("Iona Reid"), families.viewer("Bea Broker", RoleName.BROKERAGE)
    offer = replace(HELP, capacity=Capacity.ATTORNEY, powers="Deed of 4 May 2025", consent=None)
    made = inviting.invite_representative(ref, email=iona.email, offer=offer, by=callum)
    taking.accept_invitation(secret_to(iona.email), by=iona)
    (letter,) = session.scalars(select(Letter).where(Letter.name == "people-decider-named"))
    assert (letter.to_address, f"/people/powers/{made}" in letter.body) == (brokerage.email, True)


def test_the_persons_own_yes_needs_no_words_anybody_elses_does(anna: Viewer) -> None:
    callum = families.viewer("Callum Hume", RoleName.PERSON)
    ref = families.person(account=callum)
    families.acts_for(anna, ref)
    silent = replace(HELP, consent=None)
    inviting.invite_representative(ref, email="one@example.org", offer=silent, by=callum)
    with pytest.raises(Refused) as refused:
        inviting.invite_representative(ref, email="two@example.org", offer=silent, by=anna)
    assert set(refused.value.fields) == {"consent"}
    rows = representations(known(ref, viewer=callum), viewer=callum)
    assert [row.consent for row in rows if row.state is State.OFFERED] == [Consent.GIVEN_HERE]


@on_one
@pytest.mark.parametrize("email", ["", "not an address", "a" * 300 + "@example.org", "<script>@example.org"])
def test_what_is_no_address_gets_no_letter(anna: Viewer, ref: str, email: str) -> None:
    with pytest.raises(Refused) as refused:
        inviting.invite_representative(ref, email=email, offer=HELP, by=anna)
    assert set(refused.value.fields) == {"email"}
    assert count_letters() == 0


def test_an_address_has_one_open_invitation_and_a_person_ten(anna: Viewer, ref: str) -> None:
    inviting.invite_representative(ref, email="iona@example.org", offer=HELP, by=anna)
    for email in ("iona@example.org", anna.email):
        with pytest.raises(Refused) as refused:
            inviting.invite_representative(ref, email=email, offer=HELP, by=anna)
        assert set(refused.value.fields) == {"email"}
    for number in range(9):
        inviting.invite_representative(ref, email=f"friend{number}@example.org", offer=HELP, by=anna)
    with pytest.raises(Refused):
        inviting.invite_representative(ref, email="eleventh@example.org", offer=HELP, by=anna)


def test_nobody_is_pestered_with_letters(anna: Viewer, ref: str) -> None:
    def invite_and_end() -> None:
        made = inviting.invite_representative(ref, email="iona@example.org", offer=HELP, by=anna)
        inviting.end_representation(ref, made, by=anna)

    for _ in range(4):
        invite_and_end()
    with pytest.raises(TooManyTries):
        invite_and_end()


def test_an_end_counts_from_the_next_request_and_ends_the_link_too(anna: Viewer, ref: str) -> None:
    iona = families.viewer("Iona Reid")
    helping = families.acts_for(iona, ref, Scope.SEE)
    assert known(ref, viewer=iona).standing.may_see
    with pytest.raises(NotAllowed):
        inviting.end_representation(ref, helping, by=anna)
    inviting.end_representation(ref, helping, by=families.officer())
    with pytest.raises(NotFound):
        known(ref, viewer=iona)
    offered = inviting.invite_representative(ref, email="x@example.org", offer=HELP, by=anna)
    secret = secret_to("x@example.org")
    inviting.end_representation(ref, offered, by=anna)
    inviting.end_representation(ref, offered, by=anna)
    with pytest.raises(LinkNoLongerGood):
        invitation(secret)


def test_the_person_ends_what_they_chose_and_a_helper_steps_down(anna: Viewer) -> None:
    callum = families.viewer("Callum Hume", RoleName.PERSON)
    ref = families.person(account=callum)
    by_choice = families.acts_for(anna, ref)
    by_court = families.acts_for(families.viewer("Guardian"), ref, capacity=Capacity.GUARDIAN, powers="Order of 2025")
    with pytest.raises(NotAllowed):
        inviting.end_representation(ref, by_court, by=callum)
    inviting.end_representation(ref, by_choice, by=callum)
    again = families.acts_for(anna, ref, Scope.SEE)
    inviting.end_representation(ref, again, by=anna)
    with pytest.raises(NotFound):
        known(ref, viewer=anna)


def test_a_representation_of_one_person_is_not_ended_through_another(anna: Viewer, ref: str) -> None:
    elsewhere = families.person("Somebody Else")
    theirs = families.acts_for(families.viewer("Ewan Bell"), elsewhere)
    with pytest.raises(NotFound):
        inviting.end_representation(ref, theirs, by=anna)


def test_the_person_is_sent_a_sign_in_and_then_holds_everything(anna: Viewer, ref: str) -> None:
    inviting.invite_person(ref, email="first@example.org", by=anna)
    old = secret_to("first@example.org")
    inviting.invite_person(ref, email="callum@example.org", by=anna)
    with pytest.raises(LinkNoLongerGood):
        invitation(old)
    secret = secret_to("callum@example.org")
    accepted = taking.accept_invitation_anew(secret, name="Callum Hume", password=PASSWORD)
    assert accepted.membership.role is RoleName.PERSON
    callum = Viewer(account_id=accepted.membership.account_id, email="callum@example.org", role=RoleName.PERSON)
    assert known(ref, viewer=callum).standing.is_self
    with pytest.raises(Refused):
        inviting.invite_person(ref, email="callum@example.org", by=anna)


def test_a_sign_in_that_is_somebody_already_is_not_made_somebody_else(anna: Viewer, ref: str) -> None:
    zoe = families.viewer("Zoe Young", RoleName.PERSON)
    families.person("Zoe Young", account=zoe)
    inviting.invite_person(ref, email=zoe.email, by=anna)
    with pytest.raises(Conflict):
        taking.accept_invitation(secret_to(zoe.email), by=zoe)


def test_nobody_acts_for_themself() -> None:
    callum = families.viewer("Callum Hume", RoleName.PERSON)
    ref = families.person(account=callum)
    with pytest.raises(Refused):
        inviting.invite_representative(ref, email=callum.email, offer=HELP, by=callum)


def test_a_no_ends_the_offer_whoever_holds_the_link(anna: Viewer, ref: str) -> None:
    inviting.invite_representative(ref, email="iona@example.org", offer=HELP, by=anna)
    secret = secret_to("iona@example.org")
    taking.decline_invitation(secret)
    with pytest.raises(LinkNoLongerGood):
        taking.accept_invitation_anew(secret, name="Iona", password=PASSWORD)
    rows = representations(known(ref, viewer=anna), viewer=anna)
    assert [row.state for row in rows] == [State.COUNTS, State.ENDED]
    assert session.scalar(select(func.count()).select_from(Membership).where(Membership.role == RoleName.FAMILY)) == 0
