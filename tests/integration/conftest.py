"""What every integration test gets without asking."""

from collections.abc import Iterator

import pytest
from argon2 import PasswordHasher

from marketplace.accounts import passwords
from tests.cards import card_stand_in, letterbox
from tests.charged import Firm


@pytest.fixture(autouse=True)
def _hash_passwords_quickly() -> Iterator[None]:
    """Hashing that resists guessing takes time that no test of anything else should spend."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
        yield


@pytest.fixture(scope="module")
def firm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firm]:
    """The card firm. Each test lets it begin anew."""
    with letterbox() as box, card_stand_in(tmp_path_factory.mktemp("cards"), webhook=box.url) as stand_in:
        yield Firm(stand_in, box)
