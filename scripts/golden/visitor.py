"""One person at a browser without script: opens addresses, follows links, fills in the real forms, presses buttons.

Fields are found by their labels, answers by their words, buttons and links by their names, as a person finds them; what
is sent is what a browser sends: every field of the button's form as it was drawn and filled, tokens included.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from http.cookiejar import CookieJar
from io import BytesIO
from urllib.error import HTTPError
from urllib.parse import urlencode, urljoin, urlsplit
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener
from xml.etree.ElementTree import Element

from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import encode_multipart

from marketplace.accounts.demo import DEMO_PASSWORD
from scripts.golden import markup
from scripts.golden.markup import words_of

SECONDS_TO_ANSWER = 30
NEVER_SENT = frozenset({"submit", "button", "image", "reset"})
REFUSED = frozenset(
    {HTTPStatus.BAD_REQUEST, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.UNPROCESSABLE_ENTITY}
)
TICKED = frozenset({"radio", "checkbox"})

_REF = re.compile(r"/(?=[A-Za-z0-9_-]*[A-Z0-9_-])[A-Za-z0-9_-]{12,}(?=/|$)")


class Lost(LookupError):
    """What a person looks for is not on the page before them."""


@dataclass(frozen=True)
class Paper:
    """A file to attach."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Page:
    """A page that was answered."""

    url: str
    status: int
    root: Element

    @property
    def main(self) -> Element:
        """Its main part; all of it where it has none, as a page elsewhere may."""
        return next(self.root.iter("main"), self.root)

    @property
    def words(self) -> str:
        """What it says."""
        return words_of(self.main)

    @property
    def title(self) -> str:
        """What it is called."""
        return words_of(markup.first(self.root, "h1"))

    @property
    def shape(self) -> str:
        """Its address without references: pages of one shape are one page of the site."""
        return _REF.sub("/~", urlsplit(self.url).path)

    @property
    def labels(self) -> list[str]:
        """The labels of its fields and answers."""
        return [words_of(each) for each in self.main.iter("label")]

    @property
    def questions(self) -> list[str]:
        """The legends of its groups of fields."""
        return [words_of(each) for each in self.main.iter("legend")]

    def options(self, label: str) -> list[str]:
        """The answers that a list folds out."""
        wanted = {each.get("for") for each in self.main.iter("label") if words_of(each) == label}
        lists = (one for one in self.main.iter("select") if one.get("id") in wanted)
        return [words_of(option) for each in lists for option in each.iter("option")]

    def links(self) -> Iterator[tuple[str, str]]:
        """The name and the address of each link, those of the main part first."""
        inside = list(self.main.iter("a"))
        for link in (*inside, *(one for one in self.root.iter("a") if one not in inside)):
            yield words_of(link), urljoin(self.url, link.get("href", ""))


Look = Callable[[Page, str], None]
"""Looks at a page, and at its HTML; raises where something is wrong."""


@dataclass
class Visitor:
    """Somebody with a browser of their own.

    ``walked``: the shape of every page that was before them, in order. ``look``: who looks hard at each, besides.
    """

    name: str
    address: str
    email: str = ""
    page: Page = field(init=False)
    walked: list[str] = field(default_factory=list)
    look: Look | None = None
    _opener: OpenerDirector = field(default_factory=lambda: build_opener(HTTPCookieProcessor(CookieJar())))
    _papers: dict[str, Paper] = field(default_factory=dict)

    def sign_in(self) -> None:
        """As everybody does, with e-mail address and password."""
        self.open("/sign-in")
        self.fill("Your e-mail address", self.email)
        self.fill("Your password", DEMO_PASSWORD)
        self.press("Sign in")
        if not any(name == "Sign out" for name in self._buttons()):
            raise Lost(f"{self.name} is not signed in: {self.page.words[:200]}")

    def open(self, address: str) -> Page:
        """Go to an address of the site."""
        return self._ask(_request(urljoin(self.address, address)))

    def follow(self, *names: str) -> Page:
        """Follow the link whose name is, or else holds, these words. Raises Lost when there is none, or several."""
        links = list(self.page.links())
        exact = {href for name, href in links if names == (name,)}
        found = exact or {href for name, href in links if all(each in name for each in names)}
        if len(found) != 1:
            raise self._lost(f"{len(found)} links {' '.join(names)!r} among {sorted({name for name, _ in links})}")
        return self._ask(_request(found.pop()))

    def fill(self, label: str, value: str, *, under: str = "") -> None:
        """Type into, or choose from, the field of that label; ``under`` a group, when several have that name."""
        control = self._control(label, under, is_answer=False)
        if control.tag == "select":
            self._choose(control, label, value)
        elif control.tag == "textarea":
            control.text = value
        else:
            control.set("value", value)

    def tick(self, answer: str, *, under: str = "") -> None:
        """Choose an answer, or tick a box; ``under`` its question, when several have an answer of that name."""
        control = self._control(answer, under, is_answer=True)
        if control.get("type") == "radio":
            for other in self.page.root.iter("input"):
                if other.get("name") == control.get("name"):
                    other.attrib.pop("checked", None)
        control.set("checked", "")

    def attach(self, label: str, paper: Paper) -> None:
        """Choose a file."""
        self._papers[self._control(label, "", is_answer=False).get("name", "")] = paper

    def press(self, *names: str) -> Page:
        """Press the button whose name is, or else holds, these words: its form is sent. Raises Lost if it is refused.

        A conflict, where somebody else was first, is an answer.
        """
        page = self._ask(self._sending(names))
        if page.status in REFUSED:
            raise self._lost(f"{' '.join(names)!r} was refused")
        return page

    def _sending(self, names: tuple[str, ...]) -> Request:
        form, button = self._form_of(names)
        answers = [*_answers(form)]
        if button.get("name"):
            answers.append((button.get("name", ""), button.get("value", "")))
        target = urljoin(self.page.url, button.get("formaction") or form.get("action") or self.page.url)
        if form.get("method", "get").lower() == "get":
            return _request(f"{target.partition('?')[0]}?{urlencode(answers)}")
        if form.get("enctype") == "multipart/form-data":
            return self._with_papers(target, form, answers)
        return _request(target, urlencode(answers).encode())

    def _with_papers(self, target: str, form: Element, answers: list[tuple[str, str]]) -> Request:
        values: MultiDict[str, str | FileStorage] = MultiDict(answers)
        for control in form.iter("input"):
            if control.get("type") == "file":
                name = control.get("name", "")
                paper = self._papers.pop(name, Paper("", b""))
                values.add(name, FileStorage(BytesIO(paper.content), paper.name, name, "application/octet-stream"))
        boundary, body = encode_multipart(values)
        return _request(target, body, f'multipart/form-data; boundary="{boundary}"')

    def _ask(self, request: Request) -> Page:
        try:
            with self._opener.open(request, timeout=SECONDS_TO_ANSWER) as answer:
                url, status, body = answer.url, answer.status, answer.read()
        except HTTPError as refused:
            url, status, body = refused.url, refused.code, refused.read()
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise Lost(f"{self.name}: {url} answered {status}")
        self.page = Page(str(url), status, markup.parsed(body.decode()))
        if self.look and self.page.url.startswith(self.address):
            self.look(self.page, body.decode())
        self._papers.clear()
        self.walked.append(self.page.shape)
        return self.page

    def _lost(self, what: str) -> Lost:
        errors = " ".join(words_of(one) for one in markup.of_class(self.page.root, "govuk-error-summary"))
        return Lost(f"{self.name}, on {self.page.title!r} ({self.page.url}): {what}. {errors}")

    def _buttons(self) -> Iterator[str]:
        yield from (words_of(button) for button in self.page.root.iter("button"))

    def _form_of(self, names: tuple[str, ...]) -> tuple[Element, Element]:
        every = [(form, button) for form in self.page.root.iter("form") for button in form.iter("button")]
        exact = [one for one in every if names == (words_of(one[1]),)]
        found = exact or [one for one in every if all(each in words_of(one[1]) for each in names)]
        if not found:
            raise self._lost(f"no button {' '.join(names)!r} among {list(self._buttons())}")
        return found[0]

    def _control(self, label: str, under: str, *, is_answer: bool) -> Element:
        """A field, or with ``is_answer`` one answer of a question, by its label."""
        part = self._group(under) if under else self.page.main
        wanted = {each.get("for") for each in part.iter("label") if words_of(each) == label}
        for control in part.iter():
            if control.get("id") in wanted and is_answer == (control.get("type") in TICKED):
                return control
        there = [words_of(each) for each in part.iter("label")]
        raise self._lost(f"no field {label!r} {under and f'under {under!r} '}among {there}")

    def _group(self, legend: str) -> Element:
        for group in self.page.main.iter("fieldset"):
            if words_of(markup.first(group, "legend")) == legend:
                return group
        raise self._lost(f"no question {legend!r} among {self.page.questions}")

    def _choose(self, control: Element, label: str, answer: str) -> None:
        options = list(control.iter("option"))
        chosen = next((one for one in options if words_of(one) == answer), None)
        if chosen is None:
            raise self._lost(f"no answer {answer!r} to {label!r} among {[words_of(one) for one in options]}")
        for option in options:
            option.attrib.pop("selected", None)
        chosen.set("selected", "")


def _request(url: str, body: bytes | None = None, sort: str = "application/x-www-form-urlencoded") -> Request:
    """What is asked of our own servers: a page, or that a form be taken."""
    return Request(url, data=body, headers={"Content-Type": sort} if body is not None else {})  # noqa: S310 - http://


def _answers(form: Element) -> Iterator[tuple[str, str]]:
    """What a browser sends of a form, but for files and buttons, in the order of the page."""
    for control in form.iter():
        name = control.get("name", "")
        if not name or "disabled" in control.attrib:
            continue
        if control.tag == "select":
            yield name, _chosen(control)
        elif control.tag == "textarea":
            yield name, (control.text or "").removeprefix("\n")
        elif control.tag == "input" and _is_sent(control):
            yield name, control.get("value", "on" if control.get("type") in TICKED else "")


def _is_sent(control: Element) -> bool:
    sort = control.get("type", "text")
    return sort not in NEVER_SENT | {"file"} and (sort not in TICKED or "checked" in control.attrib)


def _chosen(control: Element) -> str:
    options = list(control.iter("option"))
    chosen = next((one for one in options if "selected" in one.attrib), options[0])
    return chosen.get("value", words_of(chosen))
