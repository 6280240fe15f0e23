"""A care home beside a break: what was found out of it, and the decision."""

from marketplace.booking.forms.named import NamedForm
from marketplace.quotes.drafts import (
    LONGEST_NAME,
    LONGEST_REASON,
    LONGEST_SOURCE,
    LONGEST_STAFF,
    LONGEST_TEXT,
    MOST_MILES,
    MOST_NIGHTS,
    HomeDraft,
)
from marketplace.quotes.queries.comparisons import Comparing
from marketplace.quotes.sorts import Week
from marketplace.web.fields import OneOf, Pounds, Ticks, WholeNumber, Words

MOST_PENCE = 100_000_00


class HomeForm(NamedForm):
    """What was found out of a care home, where from, and what each side helps with."""

    name = Words("Which care home?", most=LONGEST_NAME, needed="Say which care home it is")
    source = Words(
        "Where do these figures come from?",
        most=LONGEST_SOURCE,
        needed="Say where these figures come from",
        hint="For example: the council's rate from April 2027, or a call with the home on 3 May.",
    )
    nights = WholeNumber("How many nights?", least=1, most=MOST_NIGHTS, needed="Enter how many nights")
    council = Pounds(
        "What would the council pay for all of it?",
        least=0,
        most=MOST_PENCE,
        needed="Enter what the council would pay, even if it is 0",
    )
    person = Pounds(
        "What would the person pay for all of it?",
        least=0,
        most=MOST_PENCE,
        needed="Enter what the person would pay, even if it is 0",
    )
    staff = Words(
        "How many staff for how many people?",
        most=LONGEST_STAFF,
        needed="Say how many staff there are for how many people",
        hint="For example: 1 for 5 by day, 2 for 30 at night.",
    )
    miles = WholeNumber("How many miles from home?", least=0, most=MOST_MILES, hint="You may leave this empty.")
    who = Words("Does the person know anybody there?", most=LONGEST_TEXT, hint="You may leave this empty.")
    near = Words("What is near the care home?", most=LONGEST_TEXT, hint="You may leave this empty.")
    break_near = Words("What is near the place of the break?", most=LONGEST_TEXT, hint="You may leave this empty.")
    by_break = Ticks("What does the break help with?", choices=[])
    by_home = Ticks("What does the care home help with?", choices=[])

    def __init__(self, found: Comparing) -> None:
        draft = found.draft
        super().__init__(
            data={
                "name": draft.name,
                "source": draft.source,
                "nights": draft.nights,
                "council": draft.council_pence,
                "person": draft.person_pence,
                "staff": draft.staff,
                "miles": draft.miles,
                "who": draft.who,
                "near": draft.near,
                "break_near": draft.break_near,
                "by_break": list(draft.by_break),
                "by_home": list(draft.by_home),
            }
        )
        self.listing_ref = draft.listing_ref
        if not found.outcomes:
            del self.by_break, self.by_home
            return
        self.by_break.choices = dict(found.outcomes)
        self.by_home.choices = dict(found.outcomes)

    @property
    def draft(self) -> HomeDraft:
        """What was typed."""
        return HomeDraft(
            name=self.name.data or "",
            source=self.source.data or "",
            nights=self.nights.data or 0,
            council_pence=self.council.data,
            person_pence=self.person.data,
            staff=self.staff.data or "",
            miles=self.miles.data,
            who=self.who.data or "",
            near=self.near.data or "",
            break_near=self.break_near.data or "",
            by_break=tuple(self.by_break.data or ()) if "by_break" in self else (),
            by_home=tuple(self.by_home.data or ()) if "by_home" in self else (),
            listing_ref=self.listing_ref,
        )


class DecisionForm(NamedForm):
    """Which of the two, and why."""

    decided = OneOf(
        "Which of the two?",
        choices=[(Week.BREAK.value, "The flexible break"), (Week.CARE_HOME.value, "The stay in the care home")],
        needed="Choose one of the two",
    )
    reason = Words(
        "Why?",
        most=LONGEST_REASON,
        lines=4,
        needed="Say why, in a few words",
        hint="The family reads this. Officers of your council read it later as a like case, so name nobody.",
    )
