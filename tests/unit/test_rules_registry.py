"""The registry, and what every rule and result has to be: named, dated, sourced, and easy to read."""

import ast
import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
import textstat

from marketplace.rules.registry import COVER_NAME, all_rules, by_subject, code_of, name_of, rule_of
from marketplace.rules.results import Answer, FactUsed, Result, heaviest
from marketplace.rules.rule import Rule, Subject
from marketplace.rules.settings import SettingName, Settings, shipped_settings

RULES_FOLDER = Path(__file__).resolve().parents[2] / "marketplace" / "rules"
MAIN_JOB = {"R1", "R4", "R5", "R7", "R9", "R13", "R14", "R16", "R18", "R18a", "R35", "R36", "R37", "R38", "R39", "R40"}
MAIN_JOB |= {"R41", "R42", "R47", "R52"}
MONEY = {"R2", "R3", "R6", "R8", "R12", "R19", "R20", "R21", "R22", "R25", "R28", "R29", "R30", "R31", "R43", "R44"}
MONEY |= {"R48", "R51", "POT", "SHARE", "TIME"}
YEARS_BEFORE_SCHOOL = 5
OLDEST_READER = 11
LONGEST_SENTENCE_WORDS = 25
LONGEST_NAME_WORDS = 8


def test_every_rule_of_the_main_job_and_of_money_runs_and_no_id_is_given_twice() -> None:
    ids = [rule_id for rule in all_rules() for rule_id in rule.ids]
    assert set(ids) >= MAIN_JOB | MONEY
    assert len(ids) == len(set(ids))


def test_rules_are_listed_in_the_order_of_their_ids_and_those_without_a_number_last() -> None:
    ids = [rule.id for rule in all_rules()]
    assert ids == sorted(ids, key=lambda rule_id: (int(re.sub(r"\D", "", rule_id) or 999), rule_id))


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.id)
def test_a_rule_is_found_by_each_of_its_ids_and_says_its_source(rule: Rule[object]) -> None:
    assert [rule_of(rule_id) for rule_id in rule.ids] == [rule] * len(rule.ids)
    assert rule.source
    assert all(shipped_settings().values_of(name) for name in rule.uses)


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.id)
def test_a_rule_has_a_short_name_of_its_own_that_families_read_in_place_of_its_id(rule: Rule[object]) -> None:
    said = rule.name if rule.is_open_to_families else COVER_NAME
    assert [name_of(rule_id) for rule_id in rule.ids] == [said] * len(rule.ids)
    assert [other.id for other in all_rules() if other.name == rule.name] == [rule.id]
    assert (len(rule.name.split()) <= LONGEST_NAME_WORDS, re.search(r"\bR?\d", rule.name)) == (True, None)


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.id)
def test_a_rule_is_listed_with_all_that_its_code_can_answer_the_lightest_first(rule: Rule[object]) -> None:
    said = _answers_in(rule.decides.__module__, rule.decides.__name__)
    assert list(rule.answers) == sorted(said, key=lambda answer: answer.weight)


def _answers_in(module: str, function: str) -> set[Answer]:
    """What stands in the code of a function, and of each function of its module that it names."""
    tree = ast.parse((RULES_FOLDER / f"{module.rpartition('.')[2]}.py").read_text("utf-8"))
    code = {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    found: set[str] = set()
    todo, seen = [function], set[str]()
    while todo:
        name = todo.pop()
        if name in code and name not in seen:
            seen.add(name)
            names = {node.id for node in ast.walk(code[name]) if isinstance(node, ast.Name)}
            attributes = [node for node in ast.walk(code[name]) if isinstance(node, ast.Attribute)]
            found |= {one.attr for one in attributes if isinstance(one.value, ast.Name) and one.value.id == "Answer"}
            todo += names | {one.attr for one in attributes}
    return {Answer[name] for name in found}


def test_every_subject_has_rules_and_every_rule_stands_under_one() -> None:
    assert all(by_subject().values())
    assert sorted(rule.id for rules in by_subject().values() for rule in rules) == sorted(r.id for r in all_rules())


def test_the_code_of_a_rule_that_would_say_why_a_pa_cannot_come_is_not_shown() -> None:
    assert {rule.id for rule in all_rules() if not code_of(rule.id)} == {
        rule.id for rule in all_rules() if not rule.is_open_to_families
    }


def test_a_rule_that_does_not_run_is_not_found() -> None:
    with pytest.raises(KeyError):
        rule_of("R999")


def test_every_rule_setting_is_used_by_a_rule_but_those_that_a_page_asks_for() -> None:
    used = {name for rule in all_rules() for name in rule.uses}
    asked_elsewhere = {
        SettingName.BROKERAGE_FEE_PER_TEN_THOUSAND,
        SettingName.COMPLETES_AFTER_DAYS,
        SettingName.DIRECT_PAYMENT_HOUR_PENCE,
        SettingName.DOOR_CLEARANCE_MM,
        SettingName.ERASURE_ANSWER_MONTHS,
        SettingName.INVOICES_KEPT_YEARS,
        SettingName.ISF_FEE_PER_TEN_THOUSAND,
        SettingName.ORDER_REST_DAYS,
        SettingName.OWN_PA_HOLIDAY_PER_TEN_THOUSAND,
        SettingName.OWN_PA_INSURANCE_PER_TEN_THOUSAND,
        SettingName.OWN_PA_PENSION_PER_TEN_THOUSAND,
        SettingName.REST_REMINDER_DAYS,
        SettingName.SAFETY_READ_DAYS,
        SettingName.VAT_PER_TEN_THOUSAND,
        SettingName.VAT_REDUCED_PER_TEN_THOUSAND,
    }
    assert used == set(SettingName) - asked_elsewhere


@pytest.mark.parametrize(("days", "counts"), [(-1, False), (0, True), (9, True), (10, False)])
def test_a_rule_counts_between_its_dates(days: int, *, counts: bool) -> None:
    begins = date(2027, 3, 5)
    until = begins + timedelta(days=10)
    said = (Answer.ALLOWED,)
    rule = Rule("R0", "A name", "A rule.", "a test", _allow, Subject.MONEY, said, from_on=begins, until_on=until)
    day = begins + timedelta(days=days)
    assert rule.counts_on(day) is counts
    assert rule.result("anything", shipped_settings(), on=day) == (_allow("", Settings(())) if counts else None)


def _allow(_facts: str, _settings: Settings) -> Result:
    return Result("R0", Answer.ALLOWED, "Yes.")


def test_answers_weigh_more_the_less_they_let_happen() -> None:
    assert [answer.weight for answer in Answer] == [0, 1, 2, 3, 4]
    assert heaviest([]) is Answer.ALLOWED
    for lighter, heavier in ((Answer.NOTE, Answer.WARN), (Answer.WARN, Answer.ASK), (Answer.ASK, Answer.NO)):
        assert heaviest([Result("R0", heavier, ""), Result("R0", lighter, "")]) is heavier


def test_only_a_no_stops_and_only_an_ask_waits() -> None:
    results = [Result("R0", answer, "A sentence.", (FactUsed("Fact", "yes"),)) for answer in Answer]
    assert [result.answer for result in results if result.stops] == [Answer.NO]
    assert [result.answer for result in results if result.waits] == [Answer.ASK]


def sentences() -> Iterator[str]:
    """Every sentence that rules say to people, with a name where a value stands; no docstrings, no sources."""
    for file in sorted(RULES_FOLDER.glob("*.py")):
        tree = ast.parse(file.read_text("utf-8"))
        unsaid = set(_unsaid(tree))
        for node in ast.walk(tree):
            text = _text(node)
            if node not in unsaid and text.endswith(".") and " " in text:
                yield text


def _unsaid(tree: ast.Module) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        match node:
            case ast.Expr():
                yield node.value
            case ast.JoinedStr():
                yield from node.values
            case ast.keyword(arg="source"):
                yield from ast.walk(node.value)


def _text(node: ast.AST) -> str:
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=parts):
            return "".join(_text(part) or "Ailsa" for part in parts)
    return ""


def test_sentences_are_found_in_the_code_of_the_rules() -> None:
    assert len(list(sentences())) > 100
    assert {rule.sentence for rule in all_rules()} <= set(sentences())


def test_rules_are_told_to_readers_of_nine_to_eleven() -> None:
    grade = textstat.coleman_liau_index(" ".join(sentences()))
    assert grade + YEARS_BEFORE_SCHOOL <= OLDEST_READER


def test_no_rule_says_a_long_sentence() -> None:
    long = [each for text in sentences() for each in text.split(". ") if len(each.split()) > LONGEST_SENTENCE_WORDS]
    assert long == []


@pytest.mark.parametrize("module", sorted(RULES_FOLDER.glob("*.py")), ids=lambda path: path.name)
def test_no_date_or_rate_of_the_law_stands_in_the_code_of_a_rule(module: Path) -> None:
    code = ast.unparse(ast.parse(module.read_text("utf-8")))
    assert re.findall(r"\bdate\(\d{4}", code) == []
