"""A. "Duns long weekend": five providers, five pots, one PA by day, the other by night; riding refused afterwards."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from marketplace import clock
from scripts.golden import long_weekend_answers
from scripts.golden.arranging import Arranging, Shift
from scripts.golden.cast import PEOPLE, Cast
from scripts.golden.days import Weekend
from scripts.golden.duns import (
    BANK,
    DIRECT,
    HOUSE,
    ILF,
    MATTRESS,
    NHS,
    NIGHTS,
    OUTCOME,
    OWN,
    PAYS,
    POTS,
    PRICES,
    RIDING,
    SHIFTS,
    SLEEPOVERS,
    TAXI,
    TITLE,
    VIRTUAL,
    WHOLE,
    pot,
)
from scripts.golden.proof import Proof
from scripts.golden.seen import (
    Balance,
    balance_of,
    cover_of,
    parts_of,
    pots_of,
    prices_of,
    state_of,
    whole_price,
)
from scripts.golden.visitor import Visitor


def walk(cast: Cast, proof: Proof) -> None:
    """All of A, from the pots to what comes back when riding is refused."""
    proof.title("A. Duns long weekend")
    weekend = Weekend.ahead()
    make_the_pots(cast, proof)
    made = build(cast, proof, weekend)
    say_who_pays(made, proof)
    hold_against_another_family(cast, made, proof)
    ask(made, proof)
    long_weekend_answers.walk(cast, made, proof)


def make_the_pots(cast: Cast, proof: Proof) -> None:
    """The care manager commits money; the mother says what is in the award."""
    mhairi, isobel = cast["Mhairi"], cast["Isobel"]
    proof.step("Mhairi, care manager", "makes a council-arranged budget for Callum and puts £1,500.00 into it")
    mhairi.open("/people")
    mhairi.follow("Callum Cranston")
    mhairi.follow("Pots that can pay for breaks")
    mhairi.follow("Add a pot")
    mhairi.follow("Council-arranged (virtual budget)")
    mhairi.fill("Name of this pot", VIRTUAL)
    plan = next(one for one in mhairi.page.options("Support plan") if one != "Not yet")
    mhairi.fill("Support plan", plan)
    fill_year(mhairi)
    mhairi.tick("Option 3, the council arranges it")
    mhairi.fill("Coding for purchase orders", "ASC-4410-SB")
    mhairi.press("Make this pot")
    mhairi.fill("How much?", "1,500.00")
    mhairi.fill("Why?", "A long weekend in his support plan")
    mhairi.press("Add this money")
    proof.same(VIRTUAL, balance_of(mhairi.page), Balance("£1,500.00", "£0.00", "£1,500.00"))
    proof.step("Isobel, his mother", "says what is in his ILF award")
    pot(isobel, ILF)
    isobel.follow("Say what is in it now")
    isobel.fill("How much is in it?", "640.00")
    isobel.fill("How do you know?", "Award letter from ILF Scotland, this year")
    isobel.press("Save")
    proof.same(ILF, balance_of(isobel.page), Balance("£640.00", "£0.00", "£640.00"))
    proof.letters()


def fill_year(officer: Visitor) -> None:
    """From today for a year."""
    first = clock.today()
    for legend, day in (("First day", first), ("Last day", first + timedelta(days=364))):
        for label, number in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
            officer.fill(label, str(number), under=legend)


def build(cast: Cast, proof: Proof, weekend: Weekend) -> Arranging:
    """The mother starts the break and adds its six parts."""
    isobel = cast["Isobel"]
    made = Arranging(isobel, weekend)
    proof.step("Isobel", "starts a break, Friday 16:00 to Monday 10:00, for Callum, with somebody there all the time")
    isobel.open("/breaks")
    isobel.follow("Start a break")
    isobel.fill("The person who has support", "Callum Cranston")
    starts = Shift(0, "16:00", "")
    made.start(
        TITLE,
        town="Duns",
        starts=starts,
        ends=Shift(3, "", "10:00"),
        whose="The person who has support",
        needs_cover=True,
    )
    proof.same("the break is", state_of(made.break_page()), "draft")
    proof.step("Isobel", "adds three nights in the house, the PAs by day and by night, taxi, riding and mattress")
    made.add_nights("A place to stay", HOUSE, nights=3, guests=1)
    made.choose("Support from a team of PAs", BANK, "Hours of support")
    made.add_times(SHIFTS, row="Shift")
    page = made.break_page()
    proof.same("cover", cover_of(page), {"Cover needed": "66 h", "Arranged": "36 h", "Gap": "30 h"})
    made.choose("Support from a team of PAs", BANK, "Sleepovers: a PA sleeps there")
    made.add_times(NIGHTS, row="Night")
    add_what_is_counted(made)
    page = made.break_page()
    proof.same("cover", cover_of(page), {"Cover needed": "66 h", "Arranged": "66 h", "Gap": "none"})
    proof.same("its parts cost", prices_of(page), PRICES)
    proof.same("the whole break", whole_price(page), WHOLE)
    proof.says("the page", page.words, "This may be a package holiday")
    say_who_organises(made, proof)
    return made


def add_what_is_counted(made: Arranging) -> None:
    """Two journeys, one hour of riding, one mattress for the whole break."""
    made.choose("Transport", TAXI)
    made.add_times((Shift(0, "15:00", "16:00"), Shift(3, "10:00", "11:00")), row="Row", is_counted=True)
    made.choose("Something to do", RIDING)
    made.add_times((Shift(1, "14:00", "15:00"),), row="Row", is_counted=True)
    made.choose("Equipment to hire", MATTRESS)
    made.add_times((Shift(0, "", ""),), row="Row", is_counted=True, asks="Set it to the paper that we send.")


def say_who_organises(made: Arranging, proof: Proof) -> None:
    """House with taxi may be a package holiday: who organises it, and how the money is safe (R39)."""
    made.by.follow("Say who the organiser is, and how the money is safe")
    made.by.fill("Who is the organiser?", "Merse Housing")
    made.by.fill("How is your money safe if a firm fails?", "Bond 2027-114 of Merse Housing")
    made.by.press("Write it down")
    proof.says("the page", made.break_page().words, "Merse Housing organises it", "Bond 2027-114 of Merse Housing")


def say_who_pays(made: Arranging, proof: Proof) -> None:
    """Each part by its pots: amounts and per cents."""
    proof.step("Isobel", "says who pays for each part")
    proof.says("who pays", made.who_pays().words, f"Nobody pays {WHOLE} yet")
    for part, amounts in PAYS.items():
        made.pay(part, amounts, outcome=OUTCOME)
    page = made.who_pays()
    proof.same("the pots pay", pots_of(page), POTS)
    proof.says("who pays", page.words, "Every part is paid for exactly.", "25%", "75%")


def hold_against_another_family(cast: Cast, made: Arranging, proof: Proof) -> None:
    """Two families press the button for the house in the same second: one has it, the other is told at once."""
    grant = cast["Grant"]
    proof.step("Grant, of another family", "wants the same house on the same nights")
    other = Arranging(grant, made.weekend)
    grant.open("/breaks/new")
    grant.fill("The person who has support", "Grant Blyth (you)")
    other.start(
        "Grant in Duns",
        town="Duns",
        starts=Shift(0, "16:00", ""),
        ends=Shift(3, "", "10:00"),
        whose="The person who has support",
        needs_cover=False,
    )
    other.add_nights("A place to stay", HOUSE, nights=3, guests=2)
    other.pay(HOUSE, {OWN: "405.00"}, outcome="")
    proof.step("Isobel and Grant", "press “Hold all of it” in the same second")
    for one in (made, other):
        one.break_page()
        one.by.follow("Hold all of it")
    with ThreadPoolExecutor(2) as together:
        pages = list(together.map(lambda one: one.by.press("Hold all of it"), (made, other)))
    proof.same("answers", sorted(page.status for page in pages), [200, 409])
    first, second = (made, other) if pages[0].status == 200 else (other, made)
    refused = second.by.page
    proof.same("the second page is called", refused.title, f"{second.title} is not held")
    proof.says(
        "it", refused.words, f"{HOUSE} is not free", "It is taken or closed then", "For the same time you can have"
    )
    proof.same("the first break is", state_of(first.break_page()), "held for you")
    if first is other:
        proof.step("Grant", "lets it go, and Isobel holds it")
        grant.follow("Let it go")
        grant.press("Let it go")
        made.hold()
    page = made.break_page()
    proof.same("her break is", state_of(page), "held for you")
    proof.same("its parts", {part.state for part in parts_of(page).values()}, {"held"})
    proof.letters()


def ask(made: Arranging, proof: Proof) -> None:
    """Everyone is asked, each by a letter of their own."""
    proof.step("Isobel", "asks everyone")
    made.ask()
    page = made.break_page()
    proof.same("her break is", state_of(page), "waiting for answers")
    days = made.weekend
    came = proof.letters(
        (PEOPLE["Ruth"], f"A request for {HOUSE}, {days.nights(3)}"),
        (PEOPLE["Kit"], f"A request for {HOUSE}, {days.nights(3)}"),
        (PEOPLE["Kirsty"], f"A request for {BANK}, {days.shift(0, '16:00', '22:00')}"),
        (PEOPLE["Kirsty"], f"A request for {SLEEPOVERS}, {days.shift(0, '22:00', '08:00')}"),
        (PEOPLE["Robbie"], f"A request for {TAXI}, {days.shift(0, '15:00', '16:00')}"),
        (PEOPLE["Flora"], f"A request for {RIDING}, {days.shift(1, '14:00', '15:00')}"),
        (PEOPLE["Davie"], f"A request for {MATTRESS}, {days.all_of_it('16:00', 3, '10:00')}"),
        (PEOPLE["Callum"], f"Your yes or no: {TITLE}"),
        (PEOPLE["Mhairi"], f"£221.40 from {NHS}: yes or no?"),
        (PEOPLE["Mhairi"], f"£230.00 from {ILF}: yes or no?"),
        (PEOPLE["Mhairi"], f"£765.00 from {VIRTUAL}: yes or no?"),
        (PEOPLE["Callum"], f"£664.20 from {DIRECT}: yes or no?"),
        (PEOPLE["Callum"], f"£170.00 from {OWN}: yes or no?"),
        (PEOPLE["Isobel"], f"£664.20 from {DIRECT}: yes or no?"),
        (PEOPLE["Isobel"], f"£170.00 from {OWN}: yes or no?"),
    )
    for letter in came:
        if letter.to == PEOPLE["Davie"]:
            proof.says("Davie's letter", letter.words, "Set it to the paper that we send.", "£35.00")
