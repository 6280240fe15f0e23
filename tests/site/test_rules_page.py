"""One page lists the rules of the site for staff and payers; where a page names a rule, it does so in words."""

import re

import pytest
from flask import Flask, g

from marketplace.accounts.roles import RoleName
from marketplace.config import ROOT
from marketplace.rules.registry import COVER_NAME, all_rules
from marketplace.rules.views import rule_code, rule_name
from tests import families
from tests.checked_client import CheckedClient
from tests.paper import words

DESKS = [
    (RoleName.APPROVER, "/desk"),
    (RoleName.ISF_HOLDER, "/desk"),
    (RoleName.COUNCIL_FINANCE, "/invoices-to-pay"),
    (RoleName.BROKERAGE_FINANCE, "/payments"),
    (RoleName.BROKERAGE, "/checks"),
]


@pytest.mark.parametrize(("role", "desk"), DESKS)
def test_a_desk_leads_to_the_rules(client: CheckedClient, role: RoleName, desk: str) -> None:
    families.sign_in(client, families.viewer(role=role))
    assert 'href="/rules"' in client.get(desk).text


def test_the_page_lists_every_rule_with_its_code_name_sentence_and_source(client: CheckedClient) -> None:
    families.sign_in(client, families.viewer(role=RoleName.COUNCIL_FINANCE))
    said = words(client.get("/rules"))
    for rule in all_rules():
        for part in (rule.name, ", ".join(rule.ids), rule.sentence, rule.source):
            assert part in said, (rule.id, part)


def test_a_rule_of_rates_says_from_when_each_of_them_counts(client: CheckedClient) -> None:
    families.sign_in(client, families.viewer(role=RoleName.COUNCIL_FINANCE))
    said = words(client.get("/rules"))
    assert "24 July 2026: City of Edinburgh Visitor Levy scheme: 5%" in said


@pytest.mark.parametrize("role", [RoleName.PERSON, RoleName.FAMILY])
def test_a_family_reads_the_names_where_they_count_and_has_no_list(client: CheckedClient, role: RoleName) -> None:
    families.sign_in(client, families.viewer(role=role))
    assert client.get("/rules").status_code == 403


def test_no_page_has_a_bare_code_written_into_it() -> None:
    for file in sorted((ROOT / "templates").rglob("*.html")):
        text = re.sub(r"{#.*?#}", "", file.read_text("utf-8"), flags=re.DOTALL)
        assert re.findall(r"Rule {{|(?<!\")\bR\d{1,2}\b", text) == [], file


@pytest.mark.parametrize(
    ("role", "read"),
    [
        (RoleName.FAMILY, [("Visitor levy", ""), (COVER_NAME, "")]),
        (RoleName.CARE_MANAGER, [("Visitor levy", "R35"), (COVER_NAME, "")]),
        (RoleName.ADVISER, [("Visitor levy", "R35"), (COVER_NAME, "")]),
        (RoleName.PROVIDER, [("Visitor levy", "R35"), ("PAs are in the PVG scheme", "R13")]),
        (RoleName.BROKERAGE, [("Visitor levy", "R35"), ("PAs are in the PVG scheme", "R13")]),
    ],
)
def test_a_rule_is_read_by_its_name_with_its_code_behind_it_only_by_whoever_may_know_it(
    app: Flask, role: RoleName, read: list[tuple[str, str]]
) -> None:
    with app.test_request_context():
        g.reader = families.viewer(role=role)
        assert [(rule_name(rule_id), rule_code(rule_id)) for rule_id in ("R35", "R13")] == read
