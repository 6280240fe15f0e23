"""The parts pages are made of: what each shows for what it is given."""

import re
from datetime import date
from pathlib import Path
from types import SimpleNamespace as Thing

import pytest
from flask import Flask, render_template_string
from jinja2 import ChainableUndefined

from marketplace.config import ROOT
from marketplace.web import filters

NAMED_WITHOUT_LOOKS = {"must"}
"""What a plain chip is: the strength of a need, beside .should and .avoid."""
COMPONENTS = sorted((ROOT / "templates/components").glob("*.html"))


@pytest.fixture(scope="module")
def site() -> Flask:
    app = Flask("site", template_folder=str(ROOT / "templates"), static_folder=None)
    app.jinja_env.undefined = ChainableUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.add_template_global(lambda name: f"/assets/{name}", "asset_url")
    filters.add(app)
    return app


def drawn(site: Flask, component: str, call: str, **given: object) -> str:
    """What one macro prints, white space as one space."""
    macro = call.split("(", maxsplit=1)[0]
    source = f'{{% from "components/{component}.html" import {macro} %}}{{{{ {call} }}}}'
    with site.test_request_context():
        return " ".join(render_template_string(source, **given).split())


def piece(starts: int, ends: int, kind: str, words: str) -> Thing:
    return Thing(starts=starts, ends=ends, at=f"{starts} to {ends}", strong="", words=words, kind=kind, sign="")


def timeline(site: Flask, *pieces: Thing) -> str:
    lane = Thing(name="Support", is_main=True, pieces=pieces)
    return drawn(site, "timeline", "timeline(days)", days=[Thing(name="Friday 5", words="Cover", lanes=[lane])])


@pytest.mark.parametrize("file", COMPONENTS, ids=lambda file: file.stem)
def test_each_component_says_at_its_head_what_it_takes(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert re.match(r"\{# .+?#\}\n", text, re.DOTALL), "no comment at its head"
    for macro in re.findall(r"\{% macro ([a-z]\w*)", text):
        assert f"{macro}(" in text.split("#}")[0], f"{macro} is not explained"


@pytest.mark.parametrize("template", sorted((ROOT / "templates").rglob("*.html")), ids=lambda file: file.name)
def test_every_class_of_a_template_is_in_the_stylesheet(template: Path) -> None:
    styles = "".join(file.read_text(encoding="utf-8") for file in (ROOT / "static/css").rglob("*css"))
    known = set(re.findall(r"\.([a-zA-Z][\w-]*)", styles)) | NAMED_WITHOUT_LOOKS
    text = re.sub(r"\{#.*?#\}", "", template.read_text(encoding="utf-8"), flags=re.DOTALL)
    said = {name for names in re.findall(r'class="([^"{]*)"', text) for name in names.split()}
    assert {name for name in said if name not in known and not name.startswith("govuk-")} == set()


def test_a_gap_stands_where_it_is_and_says_its_words_beside_the_ribbon(site: Flask) -> None:
    html = timeline(site, piece(0, 60, "gap", "Nobody, 60 min"), piece(60, 720, "one", "First PA, 11 h"))
    assert '<li class="stub k-gap a0 b4" aria-hidden="true">' in html
    assert re.search(r'<li class="seg flag a0 b\d+"><span class="at">0 to 60</span>', html)
    assert '<li class="seg a4 b48">' in html


def test_what_is_shorter_than_a_quarter_of_an_hour_can_still_be_seen(site: Flask) -> None:
    assert "stub k-gap a46 b47" in timeline(site, piece(695, 700, "gap", "Nobody, 5 min"))


def test_a_flag_at_the_end_of_a_day_hangs_to_the_left(site: Flask) -> None:
    html = timeline(site, piece(1410, 1440, "gap", "Nobody from 07:30 to 08:00"))
    assert "stub k-gap a94 b96" in html
    assert re.search(r'class="seg flag left a\d+ b96"', html)


def test_a_month_begins_on_its_weekday_and_says_every_state_in_words(site: Flask) -> None:
    states = ["free", "held", "booked", "closed", "outside", "mine", "past"]
    nights = [
        Thing(day=day, state=state, href="/n" if state == "free" else None) for day, state in enumerate(states, 1)
    ]
    month = Thing(caption="May 2027", name="May", blanks=date(2027, 5, 1).weekday(), nights=nights)
    html = drawn(site, "diary", "diary(month)", month=month)
    first_week = html.split("<tbody>")[1].split("</tr>")[0]
    assert first_week.count("<td></td>") == 5
    for word in ("free", "held", "booked", "closed", "taken", "yours", "past"):
        assert f"<small>{word}</small>" in html
    assert html.count("<a ") == 1


def test_what_has_to_be_asked_first_names_what_is_missing_and_has_no_filled_button(site: Flask) -> None:
    card = Thing(
        href="/listings/mill", title="Mill Flat", where="31 miles away", mark="A", is_ask_first=True, picture="mill",
        alt="A mill", photo="", deciders=[Thing(label="Hoist", words="not known", how="unknown")],
        why="", missing=["Not known: how much the hoist may lift."], price_pence=33000, price_words="for 3 nights",
    )  # fmt: skip
    html = drawn(site, "card", "card(c)", c=card)
    assert "Not known: how much the hoist may lift." in html
    assert "nobody has told us" in html
    assert "£330.00" in html
    assert 'class="btn second" href="/listings/mill">Ask about Mill Flat</a>' in html
    assert 'src="/assets/img/scenes/mill.svg"' in html


def test_a_price_of_nothing_is_a_price_and_no_price_is_none(site: Flask) -> None:
    card = Thing(href="/x", title="Walk", where="", mark="1", picture="walk", alt="", price_words="ask us", deciders=[])
    assert "£" not in drawn(site, "card", "card(c)", c=Thing(**vars(card), price_pence=None))
    assert "£0.00" in drawn(site, "card", "card(c)", c=Thing(**vars(card), price_pence=0))


@pytest.mark.parametrize(
    ("before", "take", "after", "said", "rest", "over"),
    [
        (150000, 76500, 73500, "After <b>£735.00</b>", 'class="rest" width="490.0"', 0),
        (50000, 66420, -16420, "Short by <b>£164.20</b>", 'class="rest" width="0.0"', 1),
        (0, 0, 0, "After <b>£0.00</b>", 'class="rest" width="0.0"', 0),
    ],
)
def test_a_pot_shows_what_was_there_what_is_taken_and_what_is_left(
    site: Flask, before: int, take: int, after: int, said: str, rest: str, over: int
) -> None:
    pot = Thing(letter="c", name="Virtual budget", take_pence=take, before_pence=before, after_pence=after, tags=[])
    html = drawn(site, "pot", "pot(p)", p=pot)
    assert said in html
    assert rest in html
    assert html.count('class="over"') == over


def test_a_part_that_nobody_pays_says_so(site: Flask) -> None:
    part = Thing(name="Riding", pence=6000, shares=[], missing_pence=6000)
    html = drawn(site, "who_pays", "who_pays(parts, 6000)", parts=[part])
    assert 'Nobody pays this yet</th><td class="num">£60.00' in html


def test_the_pages_of_a_short_list_are_not_numbered(site: Flask) -> None:
    assert drawn(site, "pager", "pager(p)", p=Thing(number=1, total=1, links=[])) == ""


def test_a_clock_past_its_time_is_full(site: Flask) -> None:
    waiting = Thing(title="Riding", href="/r", words="", is_over=True, days_left=0, days_in_all=5)
    html = drawn(site, "waiting", "waiting(w)", w=waiting)
    assert 'class="late"' in html
    assert 'aria-label="0 of 5 working days left"' in html


def test_what_people_wrote_is_never_markup(site: Flask) -> None:
    html = drawn(site, "next_steps", "next_steps(steps)", steps=[Thing(who="<b>", words="<script>", by="")])
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
