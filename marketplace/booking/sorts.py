"""The sorts of things that a break is made of and of answers to it, each with its words. Pure."""

from enum import StrEnum

from marketplace.access_facts.kinds import ListingKind


class Whose(StrEnum):
    """Whose break it is."""

    PERSON = "person"
    CARER = "carer"
    TOGETHER = "together"


class ForWhom(StrEnum):
    """Whom one line is for: that decides whose yes or no it needs, and which half of the break it belongs to."""

    PERSON = "person"
    CARER = "carer"
    BOTH = "both"


class LineSort(StrEnum):
    """Where a line comes from."""

    LISTED = "listed"
    """One of our listings."""

    BROKERED = "brokered"
    """A provider that is not on the site, who accepted by telephone, e-mail or letter."""

    OWN_ARRANGEMENT = "own_arrangement"
    """My own PA, my usual provider, family who agreed."""

    FEE = "fee"
    """The fee of whoever holds an ISF, worked out from what its pot pays."""

    def is_one_pa(self, kind: ListingKind | None) -> bool:
        """Whether it is the work of one PA: somebody's own, or one of this site who works alone."""
        return kind is ListingKind.SOLE_PA and self in {LineSort.OWN_ARRANGEMENT, LineSort.LISTED}

    @property
    def label(self) -> str:
        """What it is called on pages."""
        return _LINE_LABELS[self]


_LINE_LABELS = {
    LineSort.LISTED: "from this site",
    LineSort.BROKERED: "not on this site",
    LineSort.OWN_ARRANGEMENT: "your own arrangement",
    LineSort.FEE: "fee for holding the money",
}


class AcceptedHow(StrEnum):
    """How whoever gives a line said yes."""

    ON_SITE = "on_site"
    TELEPHONE = "telephone"
    EMAIL = "email"
    LETTER = "letter"
    IN_PERSON = "in_person"
    STANDING_WORD = "standing_word"
    """The provider's own word, given before: yes at once to what is free and within its terms."""

    @property
    def words(self) -> str:
        """It said on pages."""
        return _ACCEPTED_WORDS.get(self, f"by {self.value}")


_ACCEPTED_WORDS = {
    AcceptedHow.ON_SITE: "on this site",
    AcceptedHow.EMAIL: "by e-mail",
    AcceptedHow.IN_PERSON: "in person",
    AcceptedHow.STANDING_WORD: "at once, as they do for all that is free and within their terms,",
}


class AgreedHow(StrEnum):
    """How a pot's yes was given."""

    HOLDER = "holder"
    OFFICER = "officer"
    LETTER = "letter"
    TOLD = "told"

    @property
    def words(self) -> str:
        """It said on pages."""
        return _AGREED_WORDS[self]


_AGREED_WORDS = {
    AgreedHow.HOLDER: "by whoever holds the money",
    AgreedHow.OFFICER: "by an officer of the council",
    AgreedHow.LETTER: "by a letter from the funder",
    AgreedHow.TOLD: "in person or by telephone",
}


class SaidHow(StrEnum):
    """How somebody's yes or no to a line was given."""

    SIGN_IN = "sign_in"
    TOLD = "told"
    ATTORNEY = "attorney"
    GUARDIAN = "guardian"
    PARENT = "parent"

    @property
    def words(self) -> str:
        """It said on pages."""
        return _SAID_WORDS[self]


_SAID_WORDS = {
    SaidHow.SIGN_IN: "on this site",
    SaidHow.TOLD: "in person or by telephone",
    SaidHow.ATTORNEY: "through an attorney",
    SaidHow.GUARDIAN: "through a guardian",
    SaidHow.PARENT: "through a parent",
}


class BehalfHow(StrEnum):
    """How somebody agreed that an officer or adviser arranges a break for them."""

    IN_PERSON = "in_person"
    TELEPHONE = "telephone"
    WRITTEN = "written"
    THROUGH_POWERS = "through_powers"
    BY_OTHER_MEANS = "by_other_means"

    @property
    def words(self) -> str:
        """It said on pages."""
        return _BEHALF_WORDS[self]


_BEHALF_WORDS = {
    BehalfHow.IN_PERSON: "in person",
    BehalfHow.TELEPHONE: "by telephone",
    BehalfHow.WRITTEN: "in writing",
    BehalfHow.THROUGH_POWERS: "through whoever has powers for them",
    BehalfHow.BY_OTHER_MEANS: "with signs, pictures or a talking aid",
}


class ForNow(StrEnum):
    """What becomes of a break of somebody who is in hospital or has died."""

    KEEP = "keep"
    MOVE = "move"
    LET_GO = "let_go"

    @property
    def words(self) -> str:
        """It said on pages, of what was decided."""
        return {ForNow.KEEP: "kept for now", ForNow.MOVE: "moved", ForNow.LET_GO: "let go"}[self]


class RestEnd(StrEnum):
    """What became of the question whether more of an order is invoiced."""

    INVOICED = "invoiced"
    NO_MORE = "no_more"
    LET_GO = "let_go"

    @property
    def words(self) -> str:
        """It said on pages."""
        return _REST_ENDS[self]


_REST_ENDS = {
    RestEnd.INVOICED: "they sent an invoice",
    RestEnd.NO_MORE: "they said that no more comes",
    RestEnd.LET_GO: "the rest was let go",
}


class Bearer(StrEnum):
    """Who bears what cancelling costs when somebody is in hospital or has died."""

    PAYERS = "payers"
    """The pots that were to pay for it, each its part."""

    PROVIDER = "provider"
    """The providers, who asked for nothing. Kept from before each said so itself, by cancelling its own part."""

    @property
    def words(self) -> str:
        """It said on pages."""
        return _BEARER_WORDS[self]


_BEARER_WORDS = {
    Bearer.PAYERS: "the pots that were to pay bear it",
    Bearer.PROVIDER: "the providers ask for nothing",
}


class OtherTimeEnd(StrEnum):
    """How another time that a provider offered came to its end."""

    TAKEN = "taken"
    NOT_WANTED = "not_wanted"
    TAKEN_BACK = "taken_back"


class Why(StrEnum):
    """Why a break or line moved: a code, never free text, for the record cannot be erased."""

    MADE = "made"
    HELD = "held"
    LET_GO = "let_go"
    TIME_OVER = "time_over"
    REQUESTED = "requested"
    PROVIDER_ACCEPTED = "provider_accepted"
    STANDING_WORD = "standing_word"
    PROVIDER_DECLINED = "provider_declined"
    PROVIDER_WITHDREW = "provider_withdrew"
    OTHER_TIME = "other_time"
    SESSION_OFF = "session_off"
    SAID_NO = "said_no"
    TAKEN_OUT = "taken_out"
    NOT_AGREED = "not_agreed"
    ALL_AGREED = "all_agreed"
    FIRST_AGREED = "first_agreed"
    ASKED_ANEW = "asked_anew"
    CHARGE_ANSWERED = "charge_answered"
    CANCELLED = "cancelled"
    BREAK_CANCELLED = "break_cancelled"
    FEE_WORKED_OUT = "fee_worked_out"
    DELIVERED = "delivered"
    NOBODY_SAID = "nobody_said"
    NOT_GIVEN = "not_given"
    SWAPPED = "swapped"
    NOT_SWAPPED = "not_swapped"
