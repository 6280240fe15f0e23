"""What every integration test gets without asking."""

import pytest
from argon2 import PasswordHasher

from marketplace.accounts import passwords


@pytest.fixture(autouse=True)
def _hash_passwords_quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashing that resists guessing takes time that no test of anything else should spend."""
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
