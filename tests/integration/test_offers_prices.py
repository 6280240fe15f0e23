"""Seasons and extras as a provider types them: a clear answer at the field, nothing lost, and what people then see."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pytest

from marketplace import clock, wording
from marketplace.access_facts.kinds import ListingKind
from marketplace.db import transaction
from marketplace.listings.answers import DepositAnswers, ExtraAnswer, ExtrasAnswers, SeasonsAnswers
from marketplace.listings.extras import ExtraPer
from marketplace.listings.models import Listing, RateUnit
from marketplace.listings.pricing import Rate, Season
from marketplace.listings.vat import Vat
from tests import supply
from tests.checked_client import CheckedClient
from tests.offering import BANK, HOUSE, Provider, listing, provider
from tests.paper import errors, send, words

Typed = Mapping[str, str]

YEAR = clock.today().year + 1
RATES = {"rates": HOUSE["rates"]}
SUMMER = {"name_0": "Summer", "first_0": f"{YEAR}-07-01", "last_0": f"{YEAR}-08-31", "night_weekday_0": "150"}
FAIR = {"name_1": "Fair", "first_1": f"{YEAR}-08-31", "last_1": f"{YEAR}-09-02", "night_weekday_1": "99"}
LAST_OF_SUMMER = wording.day(date(YEAR, 8, 31))
CLEANING = {"name_0": "Cleaning", "price_0": "45.00", "per_0": "stay"}
DEPOSIT = {"deposit": "100.00", "back_days": "7", "how": "By card.", "vat": "standard"}
TWICE = {"name_1": "cleaning", "price_1": "8", "per_1": "person"}


@dataclass(frozen=True)
class Bad:
    """What is typed on a page, the field the error stands at, and what it says."""

    page: str
    answers: Typed
    at: str
    says: str


BAD = (
    Bad("extras", CLEANING | {"price_0": "0"}, "price_0", "the least is £0.01"),
    Bad("extras", CLEANING | {"price_0": "10,000,000"}, "price_0", "the most is £10,000.00"),
    Bad("extras", CLEANING | {"price_0": ""}, "price_0", "enter the price"),
    Bad("extras", CLEANING | {"name_0": ""}, "name_0", "say what it is"),
    Bad("extras", CLEANING | {"name_0": "x" * 31}, "name_0", "use 30 letters or fewer"),
    Bad("extras", CLEANING | {"per_0": ""}, "per_0", "Extra 1: choose who pays it"),
    Bad("extras", CLEANING | {"per_0": "council"}, "per_0", "choose one of the answers"),
    Bad("extras", CLEANING | TWICE, "name_1", "there is cleaning already"),
    Bad("extras", CLEANING | {"name_0": "Edinburgh visitor levy"}, "name_0", "we add it to the price ourselves"),
    Bad("deposit", DEPOSIT | {"deposit": "10,000,000"}, "deposit", "the most is £2,000.00"),
    Bad("deposit", DEPOSIT | {"back_days": ""}, "back_days", "Say how many days after they leave"),
    Bad("deposit", DEPOSIT | {"vat": "ten"}, "vat", "choose one of the answers"),
    Bad("seasons", SUMMER | {"night_weekday_0": "0"}, "night_weekday_0", "the least is £0.01"),
    Bad("seasons", SUMMER | {"night_weekday_0": "10,000,000"}, "night_weekday_0", "the most is £10,000.00"),
    Bad("seasons", SUMMER | {"night_weekday_0": "", "night_weekend_0": "9"}, "night_weekday_0", "Friday first"),
    Bad("seasons", SUMMER | {"night_weekday_0": ""}, "night_weekday_0", "enter a price"),
    Bad("seasons", SUMMER | {"name_0": ""}, "name_0", "give it a name"),
    Bad("seasons", SUMMER | {"first_0": "1970-06-01"}, "first_0", "choose a day from 1 January"),
    Bad("seasons", SUMMER | {"last_0": "9999-12-31"}, "last_0", "choose a day from 1 January"),
    Bad("seasons", SUMMER | {"first_0": ""}, "first_0", "choose the first day"),
    Bad(
        "seasons", SUMMER | {"last_0": f"{YEAR}-06-30"}, "last_0", "Season 1: the last day cannot come before the first"
    ),
    Bad("seasons", SUMMER | FAIR, "first_1", f"Summer goes on until {LAST_OF_SUMMER}. Seasons cannot share days"),
)


def draft(client: CheckedClient) -> tuple[Provider, str]:
    """A provider, and its draft of a house that has its usual prices."""
    jean = provider(client)
    ref = jean.start()
    jean.write(ref, RATES)
    return jean, ref


def kept(of: Listing) -> tuple[SeasonsAnswers, ExtrasAnswers]:
    return SeasonsAnswers.of(of), ExtrasAnswers.of(of)


@pytest.mark.parametrize("engine_name", ["sqlite"])
@pytest.mark.parametrize("bad", BAD, ids=lambda bad: f"{bad.page}-{bad.at}-{bad.says[:20]}")
def test_what_cannot_be_a_price_is_said_at_its_field_and_kept_as_typed(client: CheckedClient, bad: Bad) -> None:
    _, ref = draft(client)
    answer = send(client, f"/offers/{ref}/{bad.page}", bad.answers)
    assert answer.status_code == 422
    assert bad.says in errors(answer)[bad.at]
    assert kept(listing(ref)) == (SeasonsAnswers(()), ExtrasAnswers(()))
    for typed in bad.answers.values() if "choose one of" not in bad.says else ():
        assert typed in answer.text


def test_seasons_are_kept_in_the_order_of_their_days_and_may_change_places(client: CheckedClient) -> None:
    jean, ref = draft(client)
    autumn = FAIR | {"first_1": f"{YEAR}-09-01"}
    jean.write(ref, {"seasons": SUMMER | autumn})
    swapped = {"name_0": "Fair", "name_1": "Summer", "night_weekday_0": "99", "night_weekday_1": "150"}
    jean.write(ref, {"seasons": swapped})
    found = SeasonsAnswers.of(listing(ref)).seasons
    assert [(one.name, one.first_on.month, one.rates[0].weekday_pence) for one in found] == [
        ("Fair", 7, 9_900),
        ("Summer", 9, 15_000),
    ]


def test_an_empty_weekend_costs_in_a_season_what_the_other_days_do(client: CheckedClient) -> None:
    jean, ref = draft(client)
    jean.write(ref, {"seasons": SUMMER})
    (summer,) = SeasonsAnswers.of(listing(ref)).seasons
    assert summer == Season(
        "Summer", date(YEAR, 7, 1), date(YEAR, 8, 31), (Rate(RateUnit.NIGHT, 15_000, 15_000, 15_000),)
    )


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_an_emptied_row_is_taken_away_and_more_rows_keep_what_was_typed(client: CheckedClient) -> None:
    jean, ref = draft(client)
    jean.write(ref, {"extras": CLEANING | TWICE | {"name_1": "Linen"}})
    jean.write(ref, {"extras": {"name_0": "", "price_0": "", "per_0": ""}})
    assert ExtrasAnswers.of(listing(ref)).extras == (ExtraAnswer("Linen", 800, ExtraPer.PERSON),)
    more = send(client, f"/offers/{ref}/extras", {"name_1": "Logs", "more_rows": "yes"})
    assert more.status_code == 200
    assert 'value="Logs"' in more.text
    assert "Extra 7" in words(more)
    assert not errors(more)


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_without_usual_prices_seasons_lead_there_first(client: CheckedClient) -> None:
    ref = provider(client).start()
    assert "Put in your usual prices first" in words(client.get(f"/offers/{ref}/seasons"))


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_support_has_seasons_and_no_extras_that_must_be_paid(client: CheckedClient) -> None:
    jean = provider(client)
    ref = jean.start(ListingKind.PA_BANK, "Tweed PA Bank")
    jean.write(ref, {"rates": BANK["rates"]})
    typed = {name: value for name, value in SUMMER.items() if not name.startswith("night")}
    jean.write(ref, {"seasons": typed | {"hour_weekday_0": "30", "sleepover_weekday_0": "180"}})
    (summer,) = SeasonsAnswers.of(listing(ref)).seasons
    assert [(rate.unit, rate.weekday_pence) for rate in summer.rates] == [("hour", 3_000), ("sleepover", 18_000)]


def test_a_deposit_and_the_vat_are_said_beside_the_price_and_never_make_it_higher(client: CheckedClient) -> None:
    made = supply.listing(rates={RateUnit.NIGHT: 9_000})
    with transaction():
        made.deposit_pence, made.deposit_back_days, made.vat = 10_000, 7, Vat.STANDARD
    page = words(client.get(f"/listings/{made.ref}?from={YEAR}-07-05&to={YEAR}-07-07"))
    assert "The whole price £180.00 Nothing more to pay later. VAT in it: £30.00." in page
    assert "Deposit: £100.00, not part of the price. Merse Housing takes it and gives it back within 7 days" in page


def test_a_deposit_taken_away_takes_its_words_along(client: CheckedClient) -> None:
    jean, ref = draft(client)
    jean.write(ref, {"deposit": DEPOSIT})
    assert DepositAnswers.of(listing(ref)) == DepositAnswers(10_000, 7, "By card.", Vat.STANDARD)
    jean.write(ref, {"deposit": {"deposit": ""}})
    assert DepositAnswers.of(listing(ref)) == DepositAnswers(0, None, "", Vat.STANDARD)
