"""What is found out of a care home, before it is written down: tidied, and checked in plain words. Pure."""

from dataclasses import dataclass, replace

from marketplace.people.writing import one_line

LONGEST_NAME = 160
LONGEST_SOURCE = 300
LONGEST_STAFF = 200
LONGEST_TEXT = 300
LONGEST_REASON = 500
MOST_NIGHTS = 60
MOST_MILES = 999


@dataclass(frozen=True, slots=True)
class HomeDraft:
    """A stay in a care home beside a break. ``by_break``, ``by_home``: references of what matters that each helps with.

    ``council_pence`` and ``person_pence`` none: not said yet.
    """

    name: str = ""
    source: str = ""
    nights: int = 1
    council_pence: int | None = None
    person_pence: int | None = None
    staff: str = ""
    miles: int | None = None
    who: str = ""
    near: str = ""
    break_near: str = ""
    by_break: tuple[str, ...] = ()
    by_home: tuple[str, ...] = ()
    listing_ref: str = ""

    def of_listing(
        self, *, ref: str, name: str, source: str, council_pence: int | None, miles: int | None
    ) -> "HomeDraft":
        """With the figures of a care home on this site."""
        return replace(self, listing_ref=ref, name=name, source=source, council_pence=council_pence, miles=miles)

    def tidy(self) -> "HomeDraft":
        """Its words on one line each."""
        return replace(
            self,
            name=one_line(self.name),
            source=one_line(self.source),
            staff=one_line(self.staff),
            who=one_line(self.who),
            near=one_line(self.near),
            break_near=one_line(self.break_near),
        )


def problems(draft: HomeDraft) -> dict[str, str]:
    """What is wrong with a tidy draft, by field."""
    needed = {
        "name": (draft.name, "Say which care home it is"),
        "source": (draft.source, "Say where these figures come from"),
        "staff": (draft.staff, "Say how many staff there are for how many people"),
    }
    longest = {
        "name": LONGEST_NAME,
        "source": LONGEST_SOURCE,
        "staff": LONGEST_STAFF,
        "who": LONGEST_TEXT,
        "near": LONGEST_TEXT,
        "break_near": LONGEST_TEXT,
    }
    found = {field: why for field, (text, why) in needed.items() if not text}
    found |= {
        field: f"Use {most} letters or fewer" for field, most in longest.items() if len(getattr(draft, field)) > most
    }
    return found | _number_problems(draft)


def _number_problems(draft: HomeDraft) -> dict[str, str]:
    found = {}
    if not 1 <= draft.nights <= MOST_NIGHTS:
        found["nights"] = f"Enter 1 to {MOST_NIGHTS} nights"
    if draft.council_pence is None or draft.council_pence < 0:
        found["council"] = "Enter what the council would pay, even if it is 0"
    if draft.person_pence is None or draft.person_pence < 0:
        found["person"] = "Enter what the person would pay, even if it is 0"
    if draft.miles is not None and not 0 <= draft.miles <= MOST_MILES:
        found["miles"] = f"Enter 0 to {MOST_MILES} miles"
    return found
