"""The sorts of answers to what is put side by side, each with its words. Pure."""

from enum import StrEnum


class ChosenHow(StrEnum):
    """How an answer to breaks to choose from was given."""

    SIGN_IN = "sign_in"
    FOR_THEM = "for_them"
    TOLD = "told"

    @property
    def words(self) -> str:
        """It said on pages."""
        return _HOW_WORDS[self]


_HOW_WORDS = {
    ChosenHow.SIGN_IN: "on this site",
    ChosenHow.FOR_THEM: "on this site, acting for them",
    ChosenHow.TOLD: "in person or by telephone",
}


class Week(StrEnum):
    """Which of the two was decided on."""

    BREAK = "break"
    CARE_HOME = "care_home"

    @property
    def label(self) -> str:
        """What it is called on pages."""
        return "the flexible break" if self is Week.BREAK else "the care home"
