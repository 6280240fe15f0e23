"""Seasons, extras, deposit and VAT of a listing, as its file says them. Pure."""

from collections.abc import Iterator
from datetime import date

from marketplace import money
from marketplace.demo.supply_texts import ListingText, SeasonText
from marketplace.listings.answers import Answers, DepositAnswers, ExtraAnswer, ExtrasAnswers, SeasonsAnswers
from marketplace.listings.pricing import Rate, RateUnit, Season


def answers(text: ListingText, *, today: date) -> Iterator[Answers]:
    """What is said beside the usual rates, as far as anything is."""
    if text.seasons:
        found = (_season(season, today) for season in text.seasons)
        yield SeasonsAnswers(tuple(sorted(found, key=lambda one: one.first_on)))
    if text.extras:
        yield ExtrasAnswers(tuple(ExtraAnswer(one.name, money.parse(one.price), one.per) for one in text.extras))
    deposit = text.deposit
    yield DepositAnswers(
        money.parse(deposit.price) if deposit else 0,
        deposit.back_days if deposit else None,
        deposit.how if deposit else "",
        text.vat,
    )


def _season(text: SeasonText, today: date) -> Season:
    year = today.year + (f"{today:%m-%d}" > text.last)
    rates = tuple(_rate(RateUnit(unit), list(map(money.parse, prices))) for unit, prices in text.rates.items())
    return Season(text.name, _day(year, text.first), _day(year, text.last), rates)


def _day(year: int, month_and_day: str) -> date:
    return date.fromisoformat(f"{year}-{month_and_day}")


def _rate(unit: RateUnit, prices: list[int]) -> Rate:
    weekday, weekend, bank_holiday = prices if len(prices) > 1 else prices * 3
    return Rate(unit, weekday, weekend, bank_holiday)
