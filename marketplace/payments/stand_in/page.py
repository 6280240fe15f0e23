"""The page on which a test card is typed, and its bank's question: what follows what. It works without script."""

import re
from dataclasses import dataclass
from pathlib import Path

from marketplace.payments.stand_in import cards, markup, onboarding, sessions
from marketplace.payments.stand_in.refusals import Refusal
from marketplace.payments.stand_in.sessions import Step
from marketplace.payments.stand_in.state import State, Work
from marketplace.payments.stand_in.typed import Typed
from marketplace.payments.stand_in.wire import Answer, Document, Request

STYLE = Path(__file__).with_name("style.css")
PATH = re.compile(r"/pay/(\w+)(/bank)?")


class Page:
    """Everything that a cardholder sees, and whoever is to be paid."""

    def __init__(self, state: State) -> None:
        self._state = state

    def answer(self, request: Request) -> Answer:
        """The page, or the way to the next one."""
        if request.path == "/style.css":
            return Answer(200, STYLE.read_bytes(), "text/css")
        if match := onboarding.PATH.fullmatch(request.path):
            with self._state.work() as work:
                return onboarding.answer(work, request, match[1])
        match = PATH.fullmatch(request.path)
        if not match:
            return markup.absent()
        with self._state.work() as work:
            try:
                session = sessions.find(work, match[1])
            except Refusal:
                return markup.absent()
            visit = _Visit(work, session, request)
            if session["status"] != "open":
                return visit.over()
            return visit.bank() if match[2] else visit.card()


@dataclass(frozen=True, slots=True)
class _Visit:
    """One look at, or one form from, the page of a session."""

    work: Work
    session: Document
    request: Request

    @property
    def has_form(self) -> bool:
        return self.request.method == "POST"

    def card(self) -> Answer:
        """The fields of a card, and what comes of them."""
        if not self.has_form:
            return markup.card_form(self.session, Typed(), {})
        typed = Typed.of(self.request.fields())
        problems = typed.problems()
        if problems or typed.card is None:
            return markup.card_form(self.session, typed, problems)
        step = sessions.use_card(self.work, self.session, typed.card, has_answered_bank=False)
        if step is Step.DECLINED:
            return markup.card_form(self.session, typed, {"number": self.session["_declined"]})
        return self._after(step)

    def bank(self) -> Answer:
        """The bank's question, and what comes of the answer."""
        card = cards.BY_NUMBER.get(self.session["_asking"])
        if card is None:
            return markup.sent_to(f"/pay/{self.session['id']}")
        if not self.has_form:
            return markup.bank_question(self.session, card)
        if self.request.fields().get("answer") == "yes":
            return self._after(sessions.use_card(self.work, self.session, card, has_answered_bank=True))
        return self._after(sessions.decline(self.work, self.session, "authentication_failure"))

    def over(self) -> Answer:
        """A page that is finished leads on, one that has closed leads back; a second click does nothing."""
        if self.session["status"] == "complete" and self.has_form:
            return markup.sent_to(_onward(self.session))
        if self.session["status"] == "complete":
            return markup.finished(self.session, _onward(self.session))
        return markup.closed(self.session)

    def _after(self, step: Step) -> Answer:
        name = self.session["id"]
        onward = {
            Step.FINISHED: _onward(self.session),
            Step.ASK_BANK: f"/pay/{name}/bank",
            Step.DECLINED: f"/pay/{name}",
        }
        return markup.sent_to(onward[step])


def _onward(session: Document) -> str:
    """Where the site wants the cardholder afterwards."""
    return str(session["success_url"]).replace("{CHECKOUT_SESSION_ID}", session["id"])
