"""Who helps somebody wash and dress, where they ask for a woman or a man: CARE."""

from dataclasses import replace

import pytest

from marketplace.rules.intimate_care import CareAsked, CareReason, CarerSex, decide_care
from marketplace.rules.results import Answer
from marketplace.rules.settings import shipped_settings

SETTINGS = shipped_settings()
HERE = CareAsked(CarerSex.WOMAN, fitting=2, unsaid=1)


@pytest.mark.parametrize(
    ("facts", "answer"),
    [
        (HERE, Answer.ALLOWED),
        (replace(HERE, fitting=1, unsaid=0), Answer.ALLOWED),
        (replace(HERE, fitting=0), Answer.NO),
        (replace(HERE, fitting=0, unsaid=0), Answer.NO),
        (replace(HERE, others=("Ben Lauder",)), Answer.NO),
        (replace(HERE, fitting=None, unsaid=None), Answer.WARN),
    ],
)
def test_nobody_is_sent_whom_the_person_did_not_ask_for(facts: CareAsked, answer: Answer) -> None:
    result = decide_care(facts, SETTINGS)
    assert (result.rule_id, result.answer) == ("CARE", answer)
    assert all(fact.label and fact.value for fact in result.facts)


def test_a_no_says_who_was_chosen_and_what_can_be_done() -> None:
    chosen = decide_care(replace(HERE, others=("Ben Lauder", "Ewan Riddell")), SETTINGS)
    assert chosen.sentence.startswith("Ben Lauder and Ewan Riddell were chosen, and are not known to be a woman.")
    assert "let the provider propose" in chosen.instead
    assert "may not have said" in decide_care(replace(HERE, fitting=0), SETTINGS).instead
    assert decide_care(replace(HERE, fitting=0, unsaid=0), SETTINGS).instead == "Choose another provider."


def test_every_reason_has_words() -> None:
    assert len({reason.words for reason in CareReason}) == len(CareReason)
