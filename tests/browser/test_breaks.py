"""A break in the browser, each person doing their part: built, paid for, held, asked for, answered, confirmed."""

from datetime import timedelta

from tests.browser.conftest import Comes, once
from tests.browser.keyboard import tab_to
from tests.browser.walk import Walk, friday

OUTCOME = "Away with people my own age, not with my mum."
WEEKS = 16
"""How many weeks ahead this break is, so that no other journey wants the same nights."""


def start(mother: Walk, title: str, weeks: int) -> str:
    """A break from Friday to Monday; the address of its page."""
    first = friday(in_weeks=weeks)
    mother.open("/breaks")
    mother.follow("Start a break")
    mother.fill("What do you call this break?", title)
    mother.tick("The person who has support", under="Whose break is it?")
    mother.choose("The person who has support", "Callum Cranston")
    mother.fill("First day", first.isoformat())
    mother.fill("Starts at", "16:00")
    mother.fill("Last day", (first + timedelta(days=3)).isoformat())
    mother.fill("Ends at", "10:00")
    mother.fill("Town, if you know it", "Duns")
    mother.tick("No", under="Must somebody be there all the time?")
    mother.press("Keep it and go on")
    return mother.page.url.removeprefix(mother.server.address).removesuffix("/add")


def add(mother: Walk, where: str, way: str, listing: str) -> None:
    """By a way to add and a search to the form of one listing."""
    mother.open(f"{where}/add")
    mother.follow(way)
    mother.follow(listing)
    mother.follow("Add to my break")


def pay(mother: Walk, where: str, part: str, pot: str, *, outcome: str = "") -> None:
    """Let one pot pay for all of a part."""
    mother.open(f"{where}/who-pays")
    mother.follow_one(f"Say who pays for {part}")
    mother.fill(f"How much from {pot}?", "100%")
    if outcome:
        mother.choose(f"What is the money from {pot} for?", outcome)
    mother.press("Save who pays")


def build(mother: Walk, title: str, weeks: int) -> str:
    """Three nights in a house and an hour of riding, each paid for; the address of the break."""
    where = start(mother, title, weeks)
    add(mother, where, "A place to stay", "Orchard House")
    mother.press("Add it to my break")
    add(mother, where, "Something to do", "Riding at Stanemoor")
    row = mother.question("Row 1")
    row.get_by_label("How many").fill("1")
    row.get_by_label("Day").select_option(index=2)
    row.get_by_label("From").fill("14:00")
    row.get_by_label("Until").fill("15:00")
    mother.press("Add it to my break")
    pay(mother, where, "Orchard House", "Council-arranged budget", outcome=OUTCOME)
    pay(mother, where, "Riding at Stanemoor", "ILF award")
    return where


def ask(mother: Walk, where: str, *, price: str = "£465.00") -> None:
    """Hold all of it, and ask everyone."""
    mother.open(where)
    mother.sees(price, "draft")
    mother.follow("Hold all of it")
    mother.press("Hold all of it")
    mother.sees("held for you")
    mother.follow("Ask everyone")
    later = mother.page.get_by_label("Go on with")
    if later.count():
        later.check()
    mother.press("Ask everyone")
    mother.sees("waiting for answers")


def provider_accepts(someone: Comes, name: str, listing: str) -> None:
    provider = someone()
    provider.come_in_as(name)
    provider.open("/requests")
    provider.follow_one(f"Answer {listing}")
    provider.press("Accept")
    provider.sees("accepted")


def officer_agrees(someone: Comes, title: str) -> None:
    officer = someone()
    officer.come_in_as("Mhairi Scott")
    officer.open("/desk")
    officer.follow_one(f"{title}: agree what is paid, £405.00")
    officer.sees("Left within my limit", "£595.00", OUTCOME)
    officer.tick("Agree £405.00")
    officer.fill("Purchase order number", "SBC-4410-90")
    officer.press("Give this answer")


def say_no_after_a_while(person: Walk, where: str, part: str) -> None:
    """In My say: first to be asked again, then a no, with who helped to decide."""
    person.open(where)
    person.follow_one("With pictures, part by part")
    again = person.page.get_by_role("button", name=f"Ask me again about {part}")
    with person.page.expect_navigation():
        again.click()
    person.arrive()
    person.sees("I want to be asked again.")
    person.follow_one(f"No to {part}")
    person.page.get_by_text("More to say").click()
    person.fill("Who helped you to decide?", "Isobel")
    person.tick("Pictures")
    person.press("That is the answer")
    person.sees("This is not in the break now.")


def say_yes_by_keyboard(person: Walk, where: str, part: str) -> None:
    """The same without a mouse."""
    person.open(where)
    link = person.page.get_by_role("link", name=f"Say yes or no to {part}")
    person.open(str(link.get_attribute("href")))
    tab_to(person.page, "Yes")
    person.page.keyboard.press("Space")
    tab_to(person.page, "Save this answer")
    with person.page.expect_navigation():
        person.page.keyboard.press("Enter")
    person.arrive()


@once
def test_a_break_is_built_asked_for_answered_and_confirmed(someone: Comes) -> None:
    title = "Weekend by the burn"
    mother, callum = someone(), someone()
    mother.come_in_as("Isobel Cranston")
    where = build(mother, title, WEEKS)
    ask(mother, where)
    provider_accepts(someone, "Ruth Cockburn", "Orchard House")
    officer_agrees(someone, title)
    callum.come_in_as("Callum Cranston")
    say_no_after_a_while(callum, where, "Riding at Stanemoor")
    callum.open(where)
    callum.sees("1 part no longer in it")
    say_yes_by_keyboard(callum, where, "Orchard House")
    callum.sees("confirmed")
    mother.open(f"{where}/who-pays")
    mother.sees("£405.00", "Purchase order SBC-4410-90")


@once
def test_an_adviser_arranges_a_night_off_by_telephone(someone: Comes) -> None:
    adviser, first, title = someone(), friday(in_weeks=12), "Night off"
    adviser.come_in_as("Iain Bell")
    where = start_night_off(adviser, title)
    adviser.open(f"{where}/add-elsewhere")
    adviser.fill("What is it?", "Night at the Tontine")
    adviser.choose("What sort of thing?", "Place to stay")
    adviser.fill("Who is it from?", "Tontine Hotel")
    row = adviser.question("Row 1")
    row.get_by_label("What for").select_option(label="Nights to stay")
    row.get_by_label("Day").select_option(value=first.isoformat())
    row.get_by_label("How many").fill("1")
    row.get_by_label("Price of one").fill("78.00")
    adviser.tick("Nan", under="Who is this part for?")
    adviser.press("Add it to my break")
    adviser.sees("Night at the Tontine", "£78.00", "20 h", "Nobody is there yet")
    adviser.follow("All of it on paper, for the post")
    adviser.sees("The whole price", "Night at the Tontine")


def start_night_off(adviser: Walk, title: str) -> str:
    first = friday(in_weeks=12)
    adviser.open("/breaks/new")
    adviser.fill("What do you call this break?", title)
    adviser.tick("A carer, who needs time off", under="Whose break is it?")
    adviser.choose("The person who has support", "Walter Pringle")
    adviser.choose("The carer", "Agnes Pringle")
    adviser.fill("First day", first.isoformat())
    adviser.fill("Starts at", "14:00")
    adviser.fill("Last day", (first + timedelta(days=1)).isoformat())
    adviser.fill("Ends at", "10:00")
    adviser.tick("Yes", under="Must somebody be there all the time?")
    adviser.press("Keep it and go on")
    return adviser.page.url.removeprefix(adviser.server.address).removesuffix("/add")
