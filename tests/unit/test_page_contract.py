"""The page contract sees what it must: a whole page passes, and each way to break one is named."""

import pytest

from tests.site.page import check_page

GOOD = """<!DOCTYPE html>
<html lang="en-GB"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>My breaks - Lull</title>
<link rel="stylesheet" href="/assets/lull.css"><script type="module" src="/assets/lull.js"></script></head>
<body><a href="#main">Skip to the main part</a>
<header><nav aria-label="Main"><ul><li><a href="/">Find a break</a></li></ul></nav></header>
<main id="main"><h1>My breaks</h1>
<p>It costs £1,405.00 for 3 nights. <a href="/breaks/1">Long weekend in Duns</a></p>
<h2>Change it</h2>
<form method="post"><input type="hidden" name="once" value="1">
<label for="name">Its name</label><input id="name" name="name" aria-describedby="name-hint">
<p id="name-hint">As you say it</p>
<label>Nights <input name="nights"></label>
<fieldset id="paid"><legend>Who pays</legend>
<input type="radio" name="p" id="p-1" value="1"><label for="p-1">I do</label></fieldset>
<button type="submit">Save</button></form>
<img src="/assets/ford.svg" alt="A cottage by a river">
<svg aria-hidden="true"><use href="/assets/signs.svg#check"></use></svg>
<table><caption>Prices</caption><thead><tr><th scope="col">Part</th></tr></thead>
<tbody><tr><td>House</td></tr></tbody></table>
<blockquote>I paid £5 and said None of it.</blockquote></main>
<footer><h2>A person to talk to</h2><p><a href="tel:+441632960011">01632 960 011</a></p></footer></body></html>"""

SUMMARY = '<div class="govuk-error-summary"><h2>There is a problem</h2><p><a href="#{}">Enter its name</a></p></div>'
LINKED = '<script type="application/ld+json">{}</script></head>'
WITH_ERROR = GOOD.replace("<title>", "<title>Error: ").replace("<h1>", SUMMARY.format("name") + "<h1>")


def test_a_page_that_keeps_the_contract_passes() -> None:
    check_page(GOOD, "/breaks")


def test_a_page_may_hold_data_for_search_engines() -> None:
    told = LINKED.format('{"@context": "https://schema.org", "@type": "Service", "name": "None of it"}')
    check_page(GOOD.replace("</head>", told), "/breaks")


def test_a_page_with_errors_says_so_in_its_title_and_links_to_its_fields() -> None:
    check_page(WITH_ERROR, "/breaks")


def test_an_error_may_lead_to_a_group_of_fields() -> None:
    check_page(WITH_ERROR.replace("#name", "#paid"), "/breaks")


@pytest.mark.parametrize(
    ("rule", "part", "broken"),
    [
        ("parses without errors", "<h2>Change it</h2>", "<h2>Change it</h3>"),
        ("has one h1", "<h2>Change it</h2>", "<h1>Change it</h1>"),
        ("has one h1", "<h1>My breaks</h1>", "<h1></h1>"),
        ("title starts with the h1", "<title>My", "<title>Our"),
        ("title starts with the h1", "<title>", "<title>Error: "),
        ("title starts with the h1", "<h1>", SUMMARY.format("name") + "<h1>"),
        ("says its language", ' lang="en-GB"', ""),
        ("has landmarks", "<footer><h2>", "<footer></footer><footer><h2>"),
        ("has landmarks", ' aria-label="Main"', ""),
        ("has a skip link", 'href="#main"', 'href="#name"'),
        ("labels every field", '<label for="name">Its name</label>', ""),
        ("labels every field", "Nights <input", "<input"),
        ("labels every field", '<label for="p-1">I do</label>', '<label for="p-1"></label>'),
        ("has unique ids", 'id="p-1"', 'id="name"'),
        ("has whole references", 'id="name-hint"', ""),
        ("has labels of fields", 'for="name"', 'for="nobody"'),
        ("has labels of fields", 'for="name"', 'for="name-hint"'),
        ("leads somewhere", 'href="/breaks/1"', 'href="#"'),
        ("leads somewhere", 'href="/breaks/1"', 'href="#nowhere"'),
        ("leads somewhere", ' href="/breaks/1"', ""),
        ("tells links apart", ">Long weekend in Duns<", ">Find a break<"),
        ("tells links apart", ">Long weekend in Duns<", "><"),
        ("tells links apart", '<a href="/breaks/1"', '<a aria-hidden="true" href="/breaks/1"'),
        ("reads out no reference", '"/breaks/1">Long', '"/breaks/fGt4_xQ-9aZb/pay">fGt4_xQ-9aZb: long'),
        ("reads out no reference", '<form method="post">', '<form action="/breaks/fGt4_xQ-9aZb">fGt4_xQ-9aZb'),
        ("names every button", ">Save<", "><"),
        ("names every button", '<button type="submit">Save</button>', '<input type="submit">'),
        ("nests nothing to press", ">Save<", '><a href="/x">Save</a><'),
        ("describes pictures", ' alt="A cottage by a river"', ""),
        ("describes pictures", '<svg aria-hidden="true">', "<svg>"),
        ("has nothing inline", "<h1>", '<h1 style="color: red">'),
        ("has nothing inline", "<h1>", '<h1 onclick="go()">'),
        ("has nothing inline", "</head>", "<style>h1 { color: red }</style></head>"),
        ("has nothing inline", "</head>", "<script>go()</script></head>"),
        ("has nothing inline", "</head>", "<script type='text/javascript'>{}</script></head>"),
        ("holds whole linked data", "</head>", LINKED.format("{'@context': 1}")),
        ("holds whole linked data", "</head>", LINKED.format('{"@context": "https://schema.org"}')),
        (
            "holds whole linked data",
            "</head>",
            LINKED.format('{"@context": "https://schema.org", "@type": "x", "y": null}'),
        ),
        ("has nothing inline", 'href="/breaks/1"', 'href="javascript:go()"'),
        ("asks no other host", 'href="/assets/lull.css"', 'href="https://fonts.example/lull.css"'),
        ("asks no other host", 'src="/assets/ford.svg"', 'src="//cdn.example/ford.svg"'),
        ("asks no other host", '<form method="post">', '<form method="post" action="https://cards.example/">'),
        ("has no leftovers", "As you say it", "As None says it"),
        ("has no leftovers", "As you say it", "{{ hint }}"),
        ("has no leftovers", "As you say it", "State.HELD"),
        ("has no leftovers", 'href="/breaks/1"', 'href="/breaks/None"'),
        ("has no leftovers", "A cottage by a river", "undefined"),
        ("writes prices in full", "£1,405.00", "£1405.00"),
        ("writes prices in full", "£1,405.00", "£1,405"),
        ("writes prices in full", "£1,405.00", "£1,405.5"),
        ("writes prices in full", "£1,405.00", "£1,405.000"),
        ("explains tables", "<caption>Prices</caption>", ""),
        ("explains tables", ' scope="col"', ""),
        ("keeps headings in order", "<h2>Change it</h2>", "<h3>Change it</h3>"),
        ("keeps headings in order", "<h2>Change it</h2>", "<h2></h2>"),
        ("leaves the reader in charge", "initial-scale=1", "initial-scale=1, user-scalable=no"),
        ("leaves the reader in charge", "<h2>", '<h2 tabindex="2">'),
        ("leaves the reader in charge", 'name="nights"', 'name="nights" autofocus'),
    ],
)
def test_what_breaks_the_contract_is_named(rule: str, part: str, broken: str) -> None:
    assert part in GOOD
    with pytest.raises(AssertionError, match=f"^/breaks breaks the page contract\n(.*\n)*- {rule}: "):
        check_page(GOOD.replace(part, broken, 1), "/breaks")


def test_an_error_that_leads_to_no_field_is_named() -> None:
    with pytest.raises(AssertionError, match="points from errors to fields: “Enter its name”"):
        check_page(WITH_ERROR.replace("#name", "#name-hint"), "/breaks")


def test_all_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(AssertionError) as refused:
        check_page(GOOD.replace("£1,405.00", "£5").replace(' lang="en-GB"', ""), "/breaks")
    assert "says its language" in str(refused.value)
    assert "writes prices in full" in str(refused.value)
