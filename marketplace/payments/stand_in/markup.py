"""The HTML of the stand-in's pages: labels, one heading, what is wrong said at the top and at the field."""

from collections.abc import Mapping
from html import escape
from urllib.parse import urlsplit

from marketplace.payments.stand_in.cards import CARDS, PretendCard
from marketplace.payments.stand_in.parameters import Mode
from marketplace.payments.stand_in.typed import Typed
from marketplace.payments.stand_in.wire import Answer, Document

SHELL = """<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="stylesheet" href="/style.css">
<link rel="icon" href="data:,">
</head>
<body>
<header><p>Card stand-in: a page for trying things out. <strong>No real card is charged here.</strong></p></header>
<main>
{main}
</main>
</body>
</html>
"""
FIELD = """<div class="field{wrong}">
<label for="{name}">{label}</label>
<p class="hint" id="{name}-hint">{hint}</p>
{error}<input id="{name}" name="{name}" value="{value}" inputmode="numeric" autocomplete="{autocomplete}"
 spellcheck="false" aria-describedby="{described}"{invalid}>
</div>"""
FIELDS = (
    ("number", "Card number", "One of the test cards below. Never the number of a real card.", "cc-number"),
    ("expiry", "Expires", "Month and year, like 12/34", "cc-exp"),
    ("code", "Security code", "Any 3 digits, like 123", "cc-csc"),
)


def card_form(session: Document, typed: Typed, problems: Mapping[str, str]) -> Answer:
    """The fields of a card. A decline of the last try is said at the number."""
    if session["_declined"] and not problems:
        problems = {"number": session["_declined"]}
    heading = _heading(session)
    fields = "\n".join(field(*one, getattr(typed, one[0]), problems.get(one[0], "")) for one in FIELDS)
    main = f"""{summary(problems)}<h1>{escape(heading)}</h1>
{_about(session)}
<form method="post" action="/pay/{session["id"]}" novalidate>
{fields}
<button>{escape(heading)}</button>
</form>
{_back(session)}
{_test_cards()}"""
    title = f"Error: {heading}" if problems else heading
    return page(title, main, onward=session["success_url"], status=422 if typed != Typed() and problems else 200)


def bank_question(session: Document, card: PretendCard) -> Answer:
    """What the bank asks."""
    main = f"""<h1>Your bank asks: is it you?</h1>
<p>The bank of the Visa card ending {card.number[-4:]} wants to hear from you before it says yes.
A real bank would send you a code, or ask in its app.</p>
<form method="post" action="/pay/{session["id"]}/bank">
<button name="answer" value="yes">Yes, it is me</button>
<button name="answer" value="no" class="second">No, stop this</button>
</form>"""
    return page("Your bank asks: is it you?", main, onward=session["success_url"])


def finished(session: Document, onward: str) -> Answer:
    """All is done here."""
    done = "The card is saved." if session["mode"] == Mode.SETUP else "The money is paid."
    main = f'<h1>You have finished here</h1>\n<p>{done}</p>\n<p><a href="{escape(onward)}">Go on</a></p>'
    return page("You have finished here", main)


def closed(session: Document) -> Answer:
    """Nothing can be done here any more."""
    main = f"<h1>This page has closed</h1>\n<p>Nothing was paid or saved here.</p>\n{_back(session)}"
    return page("This page has closed", main)


def absent() -> Answer:
    """Nothing is here."""
    main = "<h1>There is no such page</h1>\n<p>Go back to where you came from, and try again from there.</p>"
    return page("There is no such page", main, status=404)


def sent_to(address: str) -> Answer:
    """The way to another page."""
    return Answer(303, b"", headers=(("Location", address),))


def page(title: str, main: str, *, onward: str = "", status: int = 200) -> Answer:
    """A whole page. ``onward``: where a form on it may lead, besides to the stand-in itself."""
    text = SHELL.format(title=escape(f"{title} - card stand-in"), main=main)
    return Answer(status, text.encode(), "text/html; charset=utf-8", (("Content-Security-Policy", _policy(onward)),))


def _policy(onward: str) -> str:
    """Nothing from elsewhere, and a form leads here or back to the site."""
    parts = urlsplit(onward)
    origins = f" {parts.scheme}://{parts.netloc}" if onward else ""
    return (
        "default-src 'none'; style-src 'self'; img-src data:;"
        f" form-action 'self'{origins}; base-uri 'none'; frame-ancestors 'none'"
    )


def _heading(session: Document) -> str:
    if session["mode"] == Mode.SETUP:
        return "Save a card"
    return f"Pay £{session['amount_total'] / 100:,.2f}"


def _about(session: Document) -> str:
    if session["mode"] == Mode.SETUP:
        words = "Nothing is charged now. You agree that the card may be charged later, when you are not here."
    else:
        words = ", ".join(session["_words"])
    email = session["customer_email"]
    to = f"<p>E-mail: {escape(email)}</p>" if email else ""
    return f"<p>{escape(words)}</p>{to}"


def _back(session: Document) -> str:
    address = session["cancel_url"]
    return f'<p><a href="{escape(address)}">Go back without a card</a></p>' if address else ""


def field(name: str, label: str, hint: str, autocomplete: str, value: str, problem: str) -> str:
    """One field, with its label, its hint and what is wrong with it."""
    error = f'<p class="error" id="{name}-error">Error: {escape(problem)}</p>\n' if problem else ""
    return FIELD.format(
        name=name,
        label=label,
        hint=hint,
        autocomplete=autocomplete,
        value=escape(value),
        error=error,
        wrong=" wrong" if problem else "",
        invalid=' aria-invalid="true"' if problem else "",
        described=f"{name}-hint {name}-error" if problem else f"{name}-hint",
    )


def summary(problems: Mapping[str, str]) -> str:
    """All that is wrong, each leading to its field."""
    if not problems:
        return ""
    items = "".join(f'<li><a href="#{name}">{escape(words)}</a></li>' for name, words in problems.items())
    return f'<div class="summary" role="alert"><h2>There is a problem</h2><ul>{items}</ul></div>\n'


def _test_cards() -> str:
    rows = "".join(f"<li><b>{_spaced(card.number)}</b> {escape(card.words)}</li>" for card in CARDS)
    return f'<h2>Test cards</h2>\n<ul class="cards">{rows}</ul>'


def _spaced(number: str) -> str:
    return " ".join(number[start : start + 4] for start in range(0, len(number), 4))
