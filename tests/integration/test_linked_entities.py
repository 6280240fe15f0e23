"""Bed and personal care from one hand stop a break; always sold as a pair, an officer is asked (R10)."""

import pytest
from sqlalchemy import select

from marketplace.audit import SITE
from marketplace.booking.models import Break
from marketplace.booking.queries.rulings import rulings
from marketplace.db import session
from marketplace.errors import Refused
from marketplace.listings.models import Listing, Provider
from marketplace.listings.services.linked import link, unlink
from marketplace.rules.results import Answer
from tests import golden

pytestmark = pytest.mark.usefixtures("database")


def _r10(ref: str) -> list[Answer]:
    session.rollback()
    one = session.scalars(select(Break).where(Break.ref == ref)).one()
    return [result.answer for result in rulings(one).of_break if result.rule_id == "R10"]


def test_a_linked_house_and_bank_cannot_be_one_break_and_a_pair_is_for_an_officer() -> None:
    b = golden.a_long_weekend()
    assert _r10(b.ref) == []
    providers = {name: _provider(b.offers[name].ref) for name in ("house", "bank")}
    house, bank = providers["house"], providers["bank"]
    name = bank.legal_name.upper()
    for who, other, is_one, is_pair, said in (
        (house, name, True, False, [Answer.NO]),
        (bank, house.legal_name, True, True, [Answer.NO]),
        (house, name, False, True, [Answer.ASK]),
    ):
        made = link(provider_id=who.id, name=other, is_of_one_hand=is_one, is_sold_together=is_pair, by=SITE)
        assert _r10(b.ref) == said
        unlink(entity_id=made.id, by=SITE)
        assert _r10(b.ref) == []


def test_ones_own_name_and_a_name_twice_are_refused() -> None:
    b = golden.a_long_weekend()
    house = _provider(b.offers["house"].ref)
    link(provider_id=house.id, name="Merse Care", is_of_one_hand=True, is_sold_together=False, by=SITE)
    for name in (house.legal_name, "MERSE CARE"):
        with pytest.raises(Refused) as refusal:
            link(provider_id=house.id, name=name, is_of_one_hand=True, is_sold_together=False, by=SITE)
        assert "name" in refusal.value.fields


def _provider(listing_ref: str) -> Provider:
    return session.scalars(select(Listing).where(Listing.ref == listing_ref)).one().provider
