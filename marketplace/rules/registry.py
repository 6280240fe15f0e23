"""Every rule the site runs, by id, for the code that asks them and for the page that lists them."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from marketplace.rules.care import R9, R11
from marketplace.rules.care_homes import R28, R30, R31
from marketplace.rules.charges import R4, R41
from marketplace.rules.contributions import R51
from marketplace.rules.direct_payments import R2, R3
from marketplace.rules.employing import R23, R24, R26
from marketplace.rules.entities import R10
from marketplace.rules.holders import R25
from marketplace.rules.ilf import R12, R43, R44
from marketplace.rules.intimate_care import CARE
from marketplace.rules.lead_payers import R48
from marketplace.rules.levy import R35
from marketplace.rules.options import R1
from marketplace.rules.packages import R39
from marketplace.rules.pay import R27
from marketplace.rules.pot_shares import SHARE
from marketplace.rules.pot_time import TIME
from marketplace.rules.pots import POT
from marketplace.rules.powers import R52
from marketplace.rules.purchases import R8
from marketplace.rules.relatives import R19, R22
from marketplace.rules.results import Result
from marketplace.rules.rule import Rule, Subject
from marketplace.rules.spending import R7, R18A, R47
from marketplace.rules.stays import R37, R38, R42
from marketplace.rules.surplus import R46
from marketplace.rules.together import R6
from marketplace.rules.workers import R13, R15, R16, R17, R18
from marketplace.rules.working_time import WTR

RULES: tuple[Rule[Any], ...] = (
    R1,
    R2,
    R3,
    R4,
    R6,
    R7,
    R8,
    R9,
    R10,
    R11,
    R12,
    R13,
    R15,
    R16,
    R17,
    R18,
    R18A,
    R19,
    R22,
    R23,
    R24,
    R25,
    R26,
    R27,
    R28,
    R30,
    R31,
    R35,
    R37,
    R38,
    R39,
    R41,
    R42,
    R43,
    R44,
    R46,
    R47,
    R48,
    R51,
    R52,
    CARE,
    POT,
    SHARE,
    TIME,
    WTR,
)

COVER_NAME = "Who can come"
"""What a rule is called that families are told no more of than that cover is arranged again."""

_BY_ID = {rule_id: rule for rule in RULES for rule_id in rule.ids}


def all_rules() -> tuple[Rule[Any], ...]:
    """Every rule that runs, in the order of their ids."""
    return RULES


def rule_of(rule_id: str) -> Rule[Any]:
    """The rule that answers for an id; several ids may be one rule. Raises KeyError for a rule that does not run."""
    return _BY_ID[rule_id]


def name_of(rule_id: str) -> str:
    """What is read in place of an id; nothing of the papers of PAs (R17). Raises KeyError: it does not run."""
    rule = rule_of(rule_id)
    return rule.name if rule.is_open_to_families else COVER_NAME


def code_of(rule_id: str) -> str:
    """The code that stands behind a name; blank where even the code would say why a PA cannot come (R17)."""
    return rule_id if rule_of(rule_id).is_open_to_families else ""


def named(rule_id: str) -> str:
    """A rule in what is said to whoever may know all of it: its name, and its code behind it."""
    return f"{rule_of(rule_id).name}, {rule_id}"


def by_subject() -> dict[Subject, tuple[Rule[Any], ...]]:
    """Every rule that runs, under what it is about, in the order of the subjects."""
    return {subject: tuple(rule for rule in RULES if rule.subject is subject) for subject in Subject}


def as_families_see(results: Iterable[Result]) -> tuple[Result, ...]:
    """The results that a family may read: of a PA's papers only that cover is arranged again, never why (R17)."""
    shown = []
    for result in results:
        if rule_of(result.rule_id).is_open_to_families:
            shown.append(result)
        elif result.stops:
            shown.append(_cover_again(result))
    return tuple(shown)


def _cover_again(result: Result) -> Result:
    sentence = "This PA cannot come. We are arranging cover again."
    return replace(result, sentence=sentence, facts=(), instead="You can choose another PA now, or wait for us.")
