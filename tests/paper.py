"""Forms as a browser without script fills them in: a page is fetched, some answers are changed, and it is sent back."""

from collections.abc import Mapping, Sequence
from xml.etree.ElementTree import Element

from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from tests.site.markup import Page, text_of

Typed = str | Sequence[str]
Answers = Mapping[str, Typed]
NOTHING: Answers = {}


def send(client: FlaskClient, path: str, answers: Answers = NOTHING, *, press: str = "") -> TestResponse:
    """Open ``path``, fill in its form (the one whose button says ``press``, else the first in main) and send it."""
    answer = client.get(path)
    assert answer.status_code == 200, f"{path}: {answer.status_code}"
    return send_from(client, answer, path, answers, press=press)


def send_from(
    client: FlaskClient, drawn: TestResponse, path: str, answers: Answers = NOTHING, *, press: str = ""
) -> TestResponse:
    """The same with a page that was opened before."""
    form = _form(Page.parsed(drawn.text), press)
    values = typed(form)
    names = {element.get("name") for element in form.iter() if element.get("name")}
    unknown = set(answers) - names
    assert not unknown, f"{path} does not ask {sorted(unknown)}, but {sorted(filter(None, names))}"
    for name, answer in answers.items():
        values.setlist(name, [answer] if isinstance(answer, str) else list(answer))
    return client.post(form.get("action") or path, data=values)


def typed(form: Element) -> "MultiDict[str, str]":
    """What a form holds as it was drawn, as a browser would send it."""
    values: MultiDict[str, str] = MultiDict()
    for element in form.iter():
        name = element.get("name")
        if name and (value := _value(element)) is not None:
            values.add(name, value)
    return values


def errors(answer: TestResponse) -> Mapping[str, str]:
    """What the error summary of a page says, by the field it leads to."""
    page = Page.parsed(answer.text)
    summary = next((each for each in page.elements("div") if "govuk-error-summary" in (each.get("class") or "")), None)
    links = [] if summary is None else list(summary.iter("a"))
    return {(link.get("href") or "").removeprefix("#"): text_of(link) for link in links}


def words(answer: TestResponse) -> str:
    """All the words of the main part of a page, apart from one another."""
    mains = Page.parsed(answer.text).elements("main")
    return " ".join(" ".join(text for main in mains for text in main.itertext()).split())


def links(answer: TestResponse) -> Mapping[str, str]:
    """Where each link of the main part leads, by its words."""
    page = Page.parsed(answer.text)
    return {text_of(link): link.get("href") or "" for main in page.elements("main") for link in main.iter("a")}


def _form(page: Page, press: str) -> Element:
    forms = [form for main in page.elements("main") for form in main.iter("form") if form.get("method") == "post"]
    for form in forms:
        if not press or press in [text_of(button) for button in form.iter("button")]:
            return form
    raise AssertionError(f"no form with a button “{press}”")


def _value(element: Element) -> str | None:
    match element.tag, element.get("type", "text"):
        case "input", "radio" | "checkbox":
            return element.get("value", "on") if element.get("checked") is not None else None
        case "input", _:
            return element.get("value", "")
        case "textarea", _:
            return (element.text or "").removeprefix("\n")
        case "select", _:
            options = list(element.iter("option"))
            chosen = [option for option in options if option.get("selected") is not None] or options[:1]
            return chosen[0].get("value", "") if chosen else None
        case _:
            return None
