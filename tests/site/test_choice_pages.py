"""Breaks side by side: an officer puts them there, the family chooses on a phone, the adviser writes down a call."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from marketplace import clock
from marketplace.booking import services as booking
from marketplace.booking.drafts import BreakDraft, LineTerms, Shift
from marketplace.booking.lifecycle import BreakState
from marketplace.booking.models import Break
from marketplace.booking.sorts import ForWhom
from marketplace.db import session, transaction
from marketplace.listings.models import Occupancy, Rate
from marketplace.notifications.models import Letter
from marketplace.people.services.standstill import Happened
from marketplace.people.standstill import StandstillCause
from marketplace.quotes import services
from marketplace.quotes.drafts import HomeDraft
from marketplace.quotes.models import Choice, ChoiceSet, Quote
from marketplace.quotes.services.choices import Beside
from tests import breaks, families, golden
from tests.checked_client import CheckedClient
from tests.golden import Golden
from tests.paper import errors, links
from tests.site.markup import Page
from tests.site.test_web_words import OLDEST_READER, age_of_reader, sentences

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"])  # what is kept is tried on both in integration/


HOME = HomeDraft(name="Cheviot View", source="A call", council_pence=1, person_pence=1, staff="1 for 6")


def two_drafts(made: Golden | None = None) -> tuple[Golden, list[str]]:
    """Two drafts of the same family, in two houses; their references."""
    made = breaks.planned(made, at=breaks.house())
    first = made.ref
    breaks.planned(made, at=breaks.house(title="Heather Bank"))
    return made, [first, made.ref]


def sent(made: Golden, refs: list[str]) -> str:
    """The reference of a set that the officer sent."""
    officer = made.viewers["officer"]
    several = [Beside(refs[0], "Near the sea"), *(Beside(ref) for ref in refs[1:])]
    day = clock.today() + timedelta(days=5)
    ref = services.put_beside(several, title="A weekend in spring", words="See which", answer_by=day, by=officer)
    services.send_choices(ref, by=officer)
    return ref


def test_no_choice_is_asked_for_while_somebody_is_in_hospital(client: CheckedClient) -> None:
    made, refs = two_drafts()
    sent(made, refs)
    family = made.viewers["family"]
    families.sign_in(client, family)
    assert "Choose a break" in client.get("/breaks").text
    happened = Happened(StandstillCause.IN_HOSPITAL, clock.today())
    booking.record_standstill(made.people["person"], happened=happened, by=family)
    assert "Choose a break" not in client.get("/breaks").text


def test_an_officer_puts_two_drafts_beside_each_other_and_sends_them(client: CheckedClient) -> None:
    made, refs = two_drafts()
    families.sign_in(client, made.viewers["officer"])
    form = f"/breaks/{refs[0]}/choices/new"
    assert "Heather Bank" not in client.get(form).text  # drafts are called by their own names
    typed = {"title": "A weekend", f"words_{refs[1]}": "Quiet", "answer_by": f"{clock.today():%d/%m/%Y}"}
    one = client.post(form, data={**typed, "breaks": refs[:1]})
    assert one.status_code == 422
    assert "Quiet" in one.text
    bare = errors(client.post(form, data={**typed, "title": "", "breaks": refs[:1]}))
    assert bare == {"title": "Give it a name, like: a weekend in March", "breaks": "Choose 2 to 5 breaks"}
    answer = client.post(form, data={**typed, "breaks": refs})
    page = client.get(answer.location)
    assert "Not sent yet" in page.text
    assert "Whin Lodge, 2 nights at £100.00" in page.text
    assert client.post(f"{answer.location}/send").status_code == 303
    assert session.scalars(select(Letter.to_name).where(Letter.name == "choices-sent")).all() == [
        "Callum Hume",
        "Anna Hume",
    ]
    told = session.scalars(select(Letter.body).where(Letter.name == "choices-sent")).first() or ""
    assert re.search(r"- Two nights away, Fri .* 20\d\d: £", told), told
    families.sign_in(client, made.arranger)
    for page_of_family in ("/breaks", "/waiting"):
        assert "Choose a break: A weekend" in client.get(page_of_family).text
    choose = client.get(f"{answer.location}/answer").text
    for house in ("Whin Lodge", "Heather Bank"):
        assert f", with {house}: £" in choose, "two of one name are told apart"


def test_a_draft_that_is_near_does_not_hurry_the_answer_about_others(client: CheckedClient) -> None:
    made, refs = two_drafts()
    breaks.planned(made, at=breaks.house(title="Ford Flats"))
    with transaction():
        session.execute(update(Break).where(Break.ref == made.ref).values(starts_at=clock.now() + timedelta(days=1)))
    families.sign_in(client, made.viewers["officer"])
    day = clock.today() + timedelta(days=5)
    typed = {"title": "A weekend", "answer_by": f"{day:%d/%m/%Y}"}
    form = f"/breaks/{refs[0]}/choices/new"
    assert client.post(form, data={**typed, "breaks": [refs[0], made.ref]}).status_code == 422
    assert client.post(form, data={**typed, "breaks": refs}).status_code == 303


def test_the_family_chooses_one_it_goes_on_and_the_other_is_let_go(client: CheckedClient) -> None:
    made, refs = two_drafts()
    ref = sent(made, refs)
    families.sign_in(client, made.arranger)
    page = client.get(f"/choices/{ref}").text
    assert "Near the sea" in page
    assert 'Waiting for me <span class="count">1<' in page
    form = client.get(f"/choices/{ref}/answer").text
    assert "None of these" in form
    found = choice_of(ref, refs[1])
    assert client.post(f"/choices/{ref}/answer", data={"others": "keep"}).status_code == 422
    answer = client.post(f"/choices/{ref}/answer", data={"choice": found, "others": "let_go", "words": "Thanks"})
    assert answer.location == f"/breaks/{refs[1]}"
    states = session.scalars(select(Break.state).order_by(Break.id)).all()
    assert states == [BreakState.CANCELLED, BreakState.DRAFT]
    assert session.scalars(select(Occupancy)).all() == []
    (letter,) = session.scalars(select(Letter).where(Letter.name == "choices-answered")).all()
    assert (letter.to_name, "They say: Thanks" in letter.body) == ("Mhairi Scott", True)
    assert client.get("/breaks").text.count("Choose a break: ") == 0
    assert client.post(f"/choices/{ref}/answer", data={"choice": found, "others": "keep"}).status_code == 409
    assert "Anna Hume, on this site, acting for them" in client.get(f"/choices/{ref}").text


def test_none_of_them_needs_a_word_and_leaves_every_draft(client: CheckedClient) -> None:
    made, refs = two_drafts()
    ref = sent(made, refs)
    families.sign_in(client, made.viewers["person"])
    bare = client.post(f"/choices/{ref}/answer", data={"choice": "none", "others": "keep"})
    assert "Say in a few words why none of them suits" in bare.text
    told = client.post(f"/choices/{ref}/answer", data={"choice": "none", "others": "keep", "words": "Too far"})
    assert told.status_code == 303
    page = client.get(f"/choices/{ref}").text
    assert "None of these was chosen" in page
    assert "Callum Hume, on this site" in page
    assert set(session.scalars(select(Break.state))) == {BreakState.DRAFT}


def test_changed_prices_and_a_break_that_is_gone_are_said_before_anybody_chooses(client: CheckedClient) -> None:
    made, refs = two_drafts()
    ref = sent(made, refs)
    with transaction():
        session.execute(update(Rate).values(weekday_pence=150_00, weekend_pence=150_00, bank_holiday_pence=150_00))
    booking.cancel_break(refs[0], reason="No", by=made.arranger)
    families.sign_in(client, made.arranger)
    page = client.get(f"/choices/{ref}").text
    assert "Cannot be chosen any more" in page
    assert "would cost £300.00 today, not £200.00" in page
    gone = client.post(f"/choices/{ref}/answer", data={"choice": choice_of(ref, refs[0]), "others": "keep"})
    assert gone.status_code == 422


def test_an_adviser_writes_down_who_told_the_choice_by_telephone(client: CheckedClient) -> None:
    night = golden.a_night_off()
    other = golden_again(night)
    day = clock.today() + timedelta(days=5)
    several = [Beside(night.ref), Beside(other)]
    ref = services.put_beside(several, title="A night", answer_by=day, by=night.arranger)
    services.send_choices(ref, by=night.arranger)
    (letter,) = session.scalars(select(Letter).where(Letter.name == "choices-sent")).all()
    assert (letter.to_name, letter.channel) == ("Moira Elliot", "post")
    families.sign_in(client, night.arranger)
    data = {"choice": choice_of(ref, night.ref), "others": "keep"}
    assert "Say who told you" in client.post(f"/choices/{ref}/answer", data=data).text
    told = client.post(f"/choices/{ref}/answer", data=data | {"told_by": "Moira, by telephone"})
    assert told.status_code == 303
    assert "Moira, by telephone, written down by Iain Bell" in client.get(f"/choices/{ref}").text


def golden_again(night: Golden) -> str:
    """A second draft for the same two people, with the care alone."""
    one = night.break_
    draft = booking_draft(one, night)
    ref = booking.start_break(draft=draft, by=night.arranger)
    booking.add_listed_hours(
        ref,
        listing_ref=night.offers["bank"].ref,
        shifts=[Shift(golden.stretch(golden.friday(), 14, 20))],
        terms=LineTerms(ForWhom.PERSON),
        by=night.arranger,
    )
    return ref


def booking_draft(one: Break, night: Golden) -> BreakDraft:
    return BreakDraft(
        "An evening off",
        one.whose,
        one.starts_at,
        one.ends_at,
        person_ref=night.people["person"],
        carer_ref=night.people["carer"],
    )


def choice_of(ref: str, break_ref: str) -> str:
    """The reference of the choice that is this break."""
    session.rollback()
    return session.scalars(
        select(Choice.ref)
        .join(ChoiceSet, ChoiceSet.id == Choice.set_id)
        .join(Quote, Quote.id == Choice.quote_id)
        .join(Break, Break.id == Quote.break_id)
        .where(ChoiceSet.ref == ref, Break.ref == break_ref)
    ).one()


def test_what_a_family_reads_before_it_chooses_is_easy_to_read(client: CheckedClient) -> None:
    made, refs = two_drafts()
    ref = sent(made, refs)
    services.compare(refs[0], draft=HOME, by=made.arranger)
    families.sign_in(client, made.arranger)
    quote = links(client.get(f"/choices/{ref}"))
    pages = [
        "/choices",
        f"/choices/{ref}",
        f"/choices/{ref}/answer",
        f"/breaks/{refs[0]}/quotes",
        f"/breaks/{refs[0]}/choices/new",
        f"/breaks/{refs[0]}/comparisons",
        f"/breaks/{refs[0]}/comparisons/new",
        next(href for href in quote.values() if href.startswith("/quotes/")),
    ]
    read = {path: " ".join(sentences(Page.parsed(client.get(path).text))) for path in pages}
    assert {path: age for path, text in read.items() if (age := age_of_reader(text)) > OLDEST_READER} == {}
