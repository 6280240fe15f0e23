"""Every page that a family can open is for readers of eleven: each route is walked, also those to come."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask, url_for
from werkzeug.routing import Rule

from marketplace.accounts.roles import ROLES, RoleName
from marketplace.booking import services
from marketplace.booking.queries.patterns import patterns_for
from marketplace.web.access import access_of
from tests import families, golden
from tests.checked_client import CheckedClient
from tests.golden import Golden
from tests.reading import FEWEST_WORDS, MOST_YEARS, prose_of, read

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"])  # words are the same on both

REF_IS = {"breaks": "break", "people": "person", "money": "pot", "patterns": "pattern"}
"""What ``<ref>`` stands for, by the first part of an address."""

NOT_FOR_FAMILIES = ("/open-data", "/join", "/council-numbers", "/care-register")


@pytest.fixture
def made(app: Flask) -> Golden:
    made = golden.a_long_weekend()
    golden.ask(made)
    services.keep_pattern(made.ref, name="A long weekend", by=made.arranger)
    return made


def names_of(made: Golden) -> dict[str, str]:
    """What can stand in an address of a family."""
    person, house = made.people["person"], made.lines["house"]
    return {
        "break": made.ref,
        "person": person,
        "pot": made.pots["own"],
        "person_ref": person,
        "line_ref": house,
        "pot_ref": made.pots["own"],
        "listing_ref": made.offers["house"].ref,
        "capacity": "helper",
        "pattern": patterns_for(viewer=made.arranger)[0].ref,
    }


def paths(app: Flask, made: Golden) -> Iterator[str]:
    """Each page that a family may open and that this family has the references for."""
    may = ROLES[RoleName.PERSON].permissions
    names = names_of(made)
    for rule in app.url_map.iter_rules():
        access = access_of(app, rule.endpoint)
        is_theirs = access is not None and (access.is_public or bool(access.permissions & may))
        if "GET" in (rule.methods or ()) and is_theirs and not rule.rule.startswith(NOT_FOR_FAMILIES):
            yield from _paths_of(app, rule, names)


def _paths_of(app: Flask, rule: Rule, names: dict[str, str]) -> Iterator[str]:
    first = rule.rule.strip("/").partition("/")[0]
    known = {**names, "ref": names.get(REF_IS.get(first, ""), "")}
    values: dict[str, Any] = {name: known.get(name, "") for name in rule.arguments}
    groups: dict[str, tuple[str, ...]] = {
        "people.needs_in": ("hoist", "support"),
        "people.notes": ("likes", "talking"),
        "people.easy_question": ("who", "hoist", "night", "likes", "seizures"),
    }
    for choice in groups.get(rule.endpoint, ("",)):
        if "name" in values:
            values["name"] = choice
        if all(values.values()):
            with app.test_request_context():
                yield url_for(rule.endpoint, **values)


@pytest.mark.parametrize("is_easy", [False, True], ids=["all words", "easy words"])
def test_families_pages_are_for_readers_of_eleven(
    app: Flask,
    client: CheckedClient,
    made: Golden,
    is_easy: bool,  # noqa: FBT001
    record_property: Callable[[str, object], None],
) -> None:
    families.sign_in(client, made.viewers["person"] if is_easy else made.arranger)
    if is_easy:
        client.post("/account/easy-words", data={"easy": "yes"})
    ages: dict[str, float] = {}
    for path in paths(app, made):
        answer = client.get(path)
        if answer.status_code == 200 and answer.mimetype == "text/html":
            found = read(prose_of(answer.text))
            if found.words >= FEWEST_WORDS:
                ages[path] = round(found.age, 1)
    assert len(ages) >= 30
    words = "in easy words" if is_easy else "in all words"
    record_property("counted", f"reading age {words}: {len(ages)} pages for families, at most {max(ages.values())}")
    assert {path: age for path, age in ages.items() if age > MOST_YEARS} == {}
