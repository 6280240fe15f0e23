"""Who employs a PA (R23), that the employer is insured (R24), and the register of social service workers (R26)."""

from dataclasses import dataclass
from datetime import date

from marketplace import wording
from marketplace.rules.results import Answer, FactUsed, Result
from marketplace.rules.rule import Rule, Subject
from marketplace.rules.settings import Settings


@dataclass(frozen=True, slots=True)
class Employment:
    """How a PA works, as somebody decided on a day. Without ``decided_on`` nobody has."""

    name: str
    employer: str = ""
    is_employed: bool = False
    decided_by: str = ""
    decided_on: date | None = None


@dataclass(frozen=True, slots=True)
class EmployersCover:
    """Employer's liability insurance of one who offers PAs. ``employs``: how many of them are employed."""

    employs: int
    is_insured: bool
    last_on: date | None = None


@dataclass(frozen=True, slots=True)
class WorkerRegistration:
    """A PA's place on the register of the Scottish Social Services Council; ``is_asked``: of a registered service."""

    name: str
    is_asked: bool
    is_registered: bool
    last_on: date | None = None


def decide_employment(facts: Employment, _settings: Settings) -> Result:
    """R23: for each PA it is recorded who employs them, who decided that and when."""
    employer = facts.employer if facts.is_employed else "they work for themselves"
    used = (
        FactUsed("PA", facts.name),
        FactUsed("Employer", employer if facts.decided_on else "not recorded"),
        FactUsed("Decided by", facts.decided_by or "nobody"),
        FactUsed("Decided on", wording.day(facts.decided_on) if facts.decided_on else "not said"),
    )
    if facts.decided_on is None:
        sentence = f"Nobody has recorded who employs {facts.name}."
        return Result("R23", Answer.NO, sentence, used, "Say who employs them, who decided it and when.")
    return Result("R23", Answer.ALLOWED, f"It is recorded how {facts.name} works.", used)


def decide_insured(facts: EmployersCover, _settings: Settings) -> Result:
    """R24: no employed PA starts before there is employer's liability insurance."""
    used = (
        FactUsed("Employed PAs", str(facts.employs)),
        FactUsed("Employer's liability insurance", "yes" if facts.is_insured else "no"),
        FactUsed("Last day", wording.day(facts.last_on) if facts.last_on else "not known"),
    )
    if not facts.employs:
        return Result("R24", Answer.ALLOWED, "No PA is employed here.", used)
    if facts.is_insured:
        return Result("R24", Answer.ALLOWED, "The employer has put in its insurance.", used)
    sentence = "You employ PAs, and we have no employer's liability insurance of yours that counts today."
    return Result("R24", Answer.NO, sentence, used, "Put in the insurance before an employed PA starts.")


def decide_registered(facts: WorkerRegistration, _settings: Settings) -> Result:
    """R26: a PA of a registered service is on the SSSC's register, where that is asked."""
    used = (
        FactUsed("PA", facts.name),
        FactUsed("Works for a registered service", "yes" if facts.is_asked else "no"),
        FactUsed("SSSC registration", "yes" if facts.is_registered else "not put in"),
    )
    if not facts.is_asked:
        return Result("R26", Answer.ALLOWED, f"{facts.name} does not work for a registered service.", used)
    if facts.is_registered:
        return Result("R26", Answer.ALLOWED, f"{facts.name}'s SSSC registration is put in.", used)
    sentence = f"We have no SSSC registration of {facts.name}."
    return Result("R26", Answer.WARN, sentence, used, "Put it in, where the work asks for one.")


R23 = Rule(
    id="R23",
    name="Who employs a PA",
    sentence="For each PA it is written down who employs them, who decided that, and when.",
    source="Guidance for employers of personal assistants; the status of a worker is decided case by case",
    decides=decide_employment,
    subject=Subject.WHO_HELPS,
    answers=(Answer.ALLOWED, Answer.NO),
    is_open_to_families=False,
)

R24 = Rule(
    id="R24",
    name="Insurance of an employer",
    sentence="Who employs a PA has employer's liability insurance before the PA starts.",
    source="Employers' Liability (Compulsory Insurance) Act 1969",
    decides=decide_insured,
    subject=Subject.WHO_HELPS,
    answers=(Answer.ALLOWED, Answer.NO),
    is_open_to_families=False,
)

R26 = Rule(
    id="R26",
    name="The register of care staff",
    sentence="A PA of a registered service is on the register of the Scottish Social Services Council.",
    source="Regulation of Care (Scotland) Act 2001; which workers have to be is our reading",
    decides=decide_registered,
    subject=Subject.WHO_HELPS,
    answers=(Answer.ALLOWED, Answer.WARN),
    is_our_reading=True,
    is_open_to_families=False,
)
