"""The stand-in of the card firm, started once for the tests of a file and emptied for each."""

from collections.abc import Iterator

import pytest

from marketplace.payments.gateway import Cards
from tests.cards import StandIn, card_stand_in


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandIn]:
    with card_stand_in(tmp_path_factory.mktemp("cards")) as stand_in:
        yield stand_in


@pytest.fixture
def stand_in(running: StandIn) -> StandIn:
    running.forget()
    return running


@pytest.fixture
def cards(stand_in: StandIn) -> Cards:
    return stand_in.cards()
