"""Places to stay: their papers (R37), how many may sleep there (R38), and whom they may never refuse (R42)."""

from dataclasses import dataclass

from marketplace import wording
from marketplace.money import format_pence
from marketplace.rules.results import Answer, FactUsed, Result
from marketplace.rules.rule import Rule, Subject
from marketplace.rules.settings import Settings

ENERGY_RATINGS = frozenset("ABCDEFG")


@dataclass(frozen=True, slots=True)
class StayPapers:
    """The papers of a place to stay. ``is_short_term_let`` is false where nobody sleeps.

    ``exemption`` is the recorded reason why it needs no licence (a hotel, a care home, supported accommodation).
    ``needs_energy_rating`` is false for what has none, such as a caravan, or is exempt.
    """

    is_short_term_let: bool
    licence_number: str = ""
    exemption: str = ""
    most_people: int | None = None
    energy_rating: str = ""
    needs_energy_rating: bool = True


def decide_papers(facts: StayPapers, _settings: Settings) -> Result:
    """R37: a short-term let shows its licence number or exemption, how many may sleep there, and its energy rating."""
    used = (
        FactUsed("Licence number", facts.licence_number.strip() or "none"),
        FactUsed("Why no licence is needed", facts.exemption.strip() or "not said"),
        FactUsed("Most people who may sleep there", str(facts.most_people or "not known")),
        FactUsed("Energy rating", facts.energy_rating or "none"),
    )
    if not facts.is_short_term_let:
        return Result("R37", Answer.ALLOWED, "This is not let for short stays, so it needs no licence here.", used)
    missing = _missing(facts)
    if missing:
        sentence = f"This place cannot be shown yet. Still missing: {wording.listed(missing)}."
        return Result("R37", Answer.NO, sentence, used, "Fill in what is missing, then ask again.")
    return Result("R37", Answer.ALLOWED, "The papers of this place are complete.", used)


def _missing(facts: StayPapers) -> list[str]:
    missing = []
    if not facts.licence_number.strip() and not facts.exemption.strip():
        missing.append("the licence number, or why none is needed")
    if not facts.most_people:
        missing.append("how many people may sleep there")
    if facts.needs_energy_rating and facts.energy_rating.upper() not in ENERGY_RATINGS:
        missing.append("the energy rating, A to G")
    return missing


@dataclass(frozen=True, slots=True)
class Sleepers:
    """Everyone who sleeps at a place in one night, and the most who may. A PA on a waking night does not sleep."""

    guests: int
    carers: int
    overnight_pas: int
    most_people: int | None


def decide_sleepers(facts: Sleepers, _settings: Settings) -> Result:
    """R38: all who sleep there, overnight PAs and carers included, are within the maximum."""
    everyone = facts.guests + facts.carers + facts.overnight_pas
    used = (
        FactUsed("Guests", str(facts.guests)),
        FactUsed("Carers", str(facts.carers)),
        FactUsed("PAs who stay the night", str(facts.overnight_pas)),
        FactUsed("Most people who may sleep there", str(facts.most_people or "not known")),
    )
    if not facts.most_people:
        sentence = "We do not know how many people may sleep here."
        return Result("R38", Answer.NO, sentence, used, "Ask the owner, or choose another place.")
    if everyone > facts.most_people:
        sentence = f"{everyone} people would sleep here, PAs and carers too. The most is {facts.most_people}."
        return Result("R38", Answer.NO, sentence, used, "Choose a bigger place, or have fewer people stay the night.")
    return Result("R38", Answer.ALLOWED, f"{everyone} of at most {facts.most_people} people sleep here.", used)


@dataclass(frozen=True, slots=True)
class Welcome:
    """Whom a listing welcomes. ``refuses``: words in which it turns disabled people away, as the brokerage read them.

    ``takes_assistance_dogs`` is none where nobody has said: the law says yes. A measured need that a place cannot meet
    is a fact, never a refusal.
    """

    takes_assistance_dogs: bool | None = None
    dog_fee_pence: int = 0
    refuses: tuple[str, ...] = ()


def decide_welcome(facts: Welcome, _settings: Settings) -> Result:
    """R42: an assistance dog is never refused and pays no fee; nobody is refused for a disability."""
    dogs = {None: "not said", True: "yes", False: "no"}[facts.takes_assistance_dogs]
    used = (
        FactUsed("Assistance dogs", dogs),
        FactUsed("Fee for an assistance dog", format_pence(facts.dog_fee_pence)),
        FactUsed("Who is turned away", wording.listed(facts.refuses) if facts.refuses else "nobody"),
    )
    if facts.takes_assistance_dogs is False:
        sentence = "An assistance dog may never be turned away."
        return Result("R42", Answer.NO, sentence, used, "Say yes to assistance dogs. Pets are another question.")
    if facts.dog_fee_pence:
        sentence = "An assistance dog pays no fee."
        return Result("R42", Answer.NO, sentence, used, "Make the fee £0.00 for assistance dogs.")
    if facts.refuses:
        sentence = "Nobody may be turned away for a disability."
        return Result("R42", Answer.NO, sentence, used, "Say what is there and what is not, with measures.")
    return Result("R42", Answer.ALLOWED, "Assistance dogs are welcome, with no fee. Nobody is turned away.", used)


R37 = Rule(
    id="R37",
    name="Licence of a place to stay",
    sentence="A place to stay shows its licence number, or why it needs none, how many may sleep there and its "
    "energy rating.",
    source="Civic Government (Scotland) Act 1982 (Licensing of Short-term Lets) Order 2022",
    decides=decide_papers,
    subject=Subject.STAYS,
    answers=(Answer.ALLOWED, Answer.NO),
)

R38 = Rule(
    id="R38",
    name="How many may sleep there",
    sentence="No more people may sleep in a place than its licence allows. PAs and carers who stay the night count.",
    source="Conditions of short-term let licences, 2022 Order",
    decides=decide_sleepers,
    subject=Subject.STAYS,
    answers=(Answer.ALLOWED, Answer.NO),
)

R42 = Rule(
    id="R42",
    name="Everybody is welcome",
    sentence="An assistance dog is always welcome and costs nothing. Nobody is turned away for a disability.",
    source="Equality Act 2010, sections 15, 20 and 29, and part 12 for taxis",
    decides=decide_welcome,
    subject=Subject.PEOPLE,
    answers=(Answer.ALLOWED, Answer.NO),
)
