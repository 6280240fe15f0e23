"""One payer who pays a provider's whole invoice and asks the others for their part (R48)."""

from dataclasses import dataclass

from marketplace import wording
from marketplace.money import format_pence
from marketplace.rules.results import Answer, FactUsed, Result
from marketplace.rules.rule import Rule, Subject
from marketplace.rules.settings import Settings


@dataclass(frozen=True, slots=True)
class LeadPayer:
    """Who pays first, what of it is theirs, and what the others owe them: the name of each pot and its pence."""

    lead: str
    own_pence: int
    others: tuple[tuple[str, int], ...]


def decide_lead(facts: LeadPayer, _settings: Settings) -> Result:
    """R48: the lead pays all of an invoice that it has a part in; the others pay it back, to the penny."""
    whole = facts.own_pence + sum(pence for _, pence in facts.others)
    used = (
        FactUsed("Pays the whole invoice", facts.lead),
        FactUsed("Whole invoice", format_pence(whole)),
        FactUsed("Its own part", format_pence(facts.own_pence)),
    )
    if not facts.own_pence:
        sentence = f"{facts.lead} pays for no part of this, so it has no invoice to pay for the others."
        return Result("R48", Answer.NO, sentence, used, "Choose a pot that pays a part, or let each pot pay its own.")
    if not facts.others:
        return Result("R48", Answer.ALLOWED, f"{facts.lead} pays all of it. There is nothing to ask back.", used)
    back = wording.listed([f"{pot} {format_pence(pence)}" for pot, pence in facts.others])
    sentence = f"{facts.lead} pays {format_pence(whole)} first. Then it asks the others for their part: {back}."
    return Result("R48", Answer.NOTE, sentence, used)


R48 = Rule(
    id="R48",
    name="One payer for whole invoices",
    sentence="Several pots may pay for one thing. One of them may pay all of the invoice, and ask the others back.",
    source="How the NHS and councils fund one support plan together",
    decides=decide_lead,
    subject=Subject.MONEY,
    answers=(Answer.ALLOWED, Answer.NOTE, Answer.NO),
)
