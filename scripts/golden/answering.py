"""What those who are asked do on their pages, the same in every break: providers, officers, people, cardholders."""

from scripts.golden.arranging import Arranging
from scripts.golden.proof import Proof
from scripts.golden.visitor import Paper, Visitor


def accept(provider: Visitor, listing: str, *, answer: str = "Accept") -> None:
    """From all requests to the one for a listing, and yes."""
    provider.open("/requests")
    provider.follow(f"Answer {listing}")
    provider.press(answer)


def accept_for_good(provider: Visitor, proof: Proof, *safety: str) -> None:
    """The oldest of what was accepted for now, once what keeps the person safe was read."""
    provider.open("/requests")
    provider.follow("Finish", "request 1")
    proof.says("the request", provider.page.words, *safety)
    provider.press("Accept for good")


def consent(visitor: Visitor, where: str) -> None:
    """Those who give support may read what keeps the person safe."""
    visitor.open(where)
    visitor.follow("Say whether they may")
    visitor.tick("Yes")
    visitor.press("Save this answer")


def attach_letter(officer: Visitor, title: str, amount: str, *, letter: Paper, words: str) -> None:
    """From the desk: the letter of a funder who never signs in."""
    officer.open("/desk")
    officer.follow(f"{title}: attach a letter, {amount}")
    officer.attach("The letter", letter)
    officer.fill("Who wrote it, and when?", words)
    officer.press("Attach the letter")


def agree_at_desk(officer: Visitor, title: str, amount: str, *, order: str = "") -> str:
    """From the desk: yes to what a pot pays, with a purchase order where there is one. What the page said before."""
    officer.open("/desk")
    officer.follow(f"{title}: agree what is paid, {amount}")
    words = officer.page.words
    officer.tick(f"Agree {amount}")
    if order:
        officer.fill("Purchase order number", order)
    officer.press("Give this answer")
    return words


def agree_oneself(made: Arranging, pot: str, amount: str, *, way: str) -> None:
    """Yes to what one's own pot pays, and the way it is paid."""
    made.who_pays()
    made.by.follow(f"Agree to {amount}", pot)
    made.by.tick(next(label for label in made.by.page.labels if label.startswith(way)))
    made.by.press("Yes, it may pay this")


def save_card(visitor: Visitor, proof: Proof) -> None:
    """From what is agreed to, by the page of the card stand-in, back to who pays."""
    proof.says("the page", visitor.page.words, "No real card is charged here.")
    visitor.press("I agree. Go to the card page")
    visitor.fill("Card number", "4242 4242 4242 4242")
    visitor.fill("Expires", "12/40")
    visitor.fill("Security code", "123")
    visitor.press(visitor.page.title)
    proof.says("the page", visitor.page.words, "Your card is saved.")


def say(visitor: Visitor, where: str, *link: str, answer: str = "Yes", words: str = "") -> None:
    """Somebody's yes or no to one part, from the page of the break."""
    visitor.open(where)
    visitor.follow(*link)
    visitor.tick(answer)
    for label in visitor.page.labels:
        if words and label.endswith(("say more?", "in their own words?")):
            visitor.fill(label, words)
    visitor.press("Save this answer")
