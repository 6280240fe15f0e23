"""Who asks that a woman, or a man, helps them wash and dress is proposed nobody else, and may be sent nobody else."""

from collections.abc import Sequence

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from marketplace.booking import services
from marketplace.booking.errors import NotNow, RulesSayNo
from marketplace.booking.queries.assessing import candidates
from marketplace.booking.queries.rulings import rulings
from marketplace.db import session, transaction
from marketplace.editing import ChangedMeanwhile
from marketplace.errors import Refused
from marketplace.listings.models import PA, Space
from marketplace.listings.services import working
from marketplace.listings.services.working import WorkRecord
from marketplace.people.models import Person
from marketplace.people.services import profile
from marketplace.rules.intimate_care import CareReason, CarerSex, CareWish
from marketplace.rules.results import Answer, Result
from tests import families, golden
from tests.checked_client import CheckedClient
from tests.golden import Golden
from tests.paper import errors, send

pytestmark = pytest.mark.usefixtures("database")

A_WOMAN = CareWish(CarerSex.WOMAN, CareReason.BELIEF)


@pytest.fixture
def drafted() -> Golden:
    """Golden break A, drawn up and not yet held; Callum's wish is kept by himself."""
    one = golden.a_long_weekend()
    profile.keep_care_wish(one.people["person"], wish=A_WOMAN, by=one.viewers["person"])
    return one


def count_as(one: Golden, *sexes: CarerSex | None) -> list[str]:
    """Say as whom the PAs of the bank count, in order; their names."""
    bank = one.offers["bank"]
    pas = [session.scalars(select(PA).join(Space).where(Space.ref == ref)).one() for ref in bank.spaces]
    for pa, sex in zip(pas, sexes, strict=True):
        working.keep_work(pa_id=pa.id, record=WorkRecord(care_as=sex), by=bank.by.actor)
    return [pa.name for pa in pas]


def said(one: Golden, line: str = "support") -> Sequence[Result]:
    """What CARE says of one part."""
    session.rollback()
    return [result for result in rulings(one.break_).by_line[one.lines[line]] if result.rule_id == "CARE"]


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_who_adds_hours_reads_first_whether_anybody_there_is_whom_they_ask_for(
    client: CheckedClient, drafted: Golden
) -> None:
    families.sign_in(client, drafted.arranger)
    path = f"/breaks/{drafted.ref}/add/{drafted.offers['bank'].ref}/hours"
    count_as(drafted, CarerSex.MAN, None, CarerSex.MAN)
    assert "No PA here is known to be a woman." in client.get(path).text
    count_as(drafted, CarerSex.MAN, None, CarerSex.WOMAN)
    assert "Only women are proposed for the personal care." in client.get(path).text


def test_a_part_without_personal_care_is_not_asked(drafted: Golden) -> None:
    assert said(drafted, "house") == []
    assert said(drafted, "taxi") == []


def test_a_pa_who_was_chosen_and_does_not_fit_stops_the_break(drafted: Golden) -> None:
    count_as(drafted, CarerSex.MAN, None, CarerSex.WOMAN)
    (result,) = said(drafted)
    assert result.answer is Answer.NO
    assert "chosen" in result.sentence
    with pytest.raises(RulesSayNo):
        golden.ask(drafted)


def test_only_who_fits_is_held_proposed_and_put_in(drafted: Golden, client: CheckedClient) -> None:
    count_as(drafted, CarerSex.WOMAN, CarerSex.WOMAN, CarerSex.MAN)
    assert said(drafted)[0].answer is Answer.ALLOWED
    golden.ask(drafted)
    line, bank = drafted.line("support"), drafted.offers["bank"]
    names = {one.pa.name for one in candidates(line, line.segments[0])}
    man = session.scalars(select(Space).where(Space.ref == bank.spaces[2])).one()
    assert man.pa
    assert man.pa.name not in names
    with pytest.raises((Refused, NotNow)):
        services.put_in(line.ref, segment_ref=line.segments[0].ref, space_ref=man.ref, by=bank.by)
    pages = [f"/requests/{line.ref}{page}" for page in ("", "/who", f"/who/{line.segments[0].ref}")]
    families.sign_in(client, bank.by)
    for page in pages:
        text = client.get(page).text
        assert "<b>Only a woman</b> is to help with washing, dressing and the toilet." in text
        assert "belief" not in text  # the reason, only once the bank may read what keeps him safe


def test_a_bank_with_nobody_who_fits_is_said_no_to(drafted: Golden) -> None:
    count_as(drafted, CarerSex.MAN, CarerSex.MAN, CarerSex.MAN)
    assert said(drafted)[0].answer is Answer.NO
    profile.keep_care_wish(drafted.people["person"], wish=None, by=drafted.viewers["person"])
    assert said(drafted) == []
    golden.ask(drafted)


def test_the_reason_is_told_once_the_bank_may_read_what_keeps_the_person_safe(
    drafted: Golden, client: CheckedClient
) -> None:
    count_as(drafted, CarerSex.WOMAN, CarerSex.WOMAN, None)
    golden.ask(drafted)
    golden.answer(drafted)
    families.sign_in(client, drafted.offers["bank"].by)
    assert "the toilet (religion or belief)." in client.get(f"/requests/{drafted.lines['support']}/who").text


def test_a_wish_without_its_reason_is_not_kept(drafted: Golden, client: CheckedClient) -> None:
    ref, person = drafted.people["person"], drafted.viewers["person"]
    families.sign_in(client, person)
    page = f"/people/{ref}/washing"
    assert "Only a woman" in client.get(page).text
    refused = send(client, page, {"by": "man", "reason": ""})
    assert errors(refused)["reason"] == "Choose why it matters"
    assert send(client, page, {"by": "man", "reason": "privacy"}).status_code == 303
    assert "Only a man is to help" in client.get(f"/people/{ref}/needs").text
    with pytest.raises(ChangedMeanwhile):
        profile.keep_care_wish(ref, wish=None, seen="as it was", by=person)
    with pytest.raises(IntegrityError), transaction():
        session.scalars(select(Person).where(Person.ref == ref)).one().care_reason = None
    families.sign_in(client, families.viewer("Somebody Else"))
    assert client.get(page).status_code == 404


def test_as_whom_a_pa_counts_is_asked_on_the_page_of_their_work(drafted: Golden, client: CheckedClient) -> None:
    bank = drafted.offers["bank"]
    pa = session.scalars(select(PA).join(Space).where(Space.ref == bank.spaces[0])).one()
    families.sign_in(client, bank.by)
    page = f"/pas/{pa.ref}/work"
    sent = send(client, page, {"opts_out": "no", "care_as": "woman"})
    assert sent.status_code == 303
    session.rollback()
    assert session.get_one(PA, pa.id).work.care_as is CarerSex.WOMAN  # type: ignore[union-attr]
    assert 'value="woman" checked' in client.get(page).text
