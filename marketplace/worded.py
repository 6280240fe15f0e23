"""Kinds and states that are told to people: each has its value, which is kept, and its words, which are read. Pure."""

from enum import StrEnum
from typing import Self


class Worded(StrEnum):
    """Members are a value and its words: ``SENT = "sent", "waits to be accepted"``."""

    words: str

    def __new__(cls, value: str, words: str = "") -> Self:
        made = str.__new__(cls, value)
        made._value_, made.words = value, words
        return made

    @property
    def label(self) -> str:
        """Its words, where they head something or stand in a tag."""
        return self.words
