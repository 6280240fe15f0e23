"""A. "Duns long weekend": five providers, five pots, one PA by day, the other by night; riding refused afterwards."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from marketplace import clock
from scripts.golden import answering
from scripts.golden.arranging import Arranging, Shift
from scripts.golden.cast import PEOPLE, Cast
from scripts.golden.days import Weekend
from scripts.golden.proof import Proof
from scripts.golden.seen import (
    Balance,
    Part,
    PotSeen,
    balance_of,
    cover_of,
    parts_of,
    pots_of,
    prices_of,
    state_of,
    whole_price,
)
from scripts.golden.visitor import Page, Paper, Visitor

TITLE = "Duns long weekend"
OUTCOME = "Away with people my own age, not with my mum."
HOUSE, BANK, TAXI = "Orchard House", "PAs from Tweed PA Bank", "Adapted taxi from Duns"
SLEEPOVERS = f"Sleepovers with {BANK}"
RIDING, MATTRESS = "Riding at Stanemoor", "Pressure mattress, set up to a specification"
NHS, DIRECT, VIRTUAL = "NHS share of support", "Direct payment", "Duns weekend budget"
ILF, OWN = "ILF award", "Own money"
DAY_PA, NIGHT_PA = "Harris Bell", "Jamie Purves"
ORDER = "SBC-4410-77"

PRICES = {
    HOUSE: "£405.00",
    BANK: "£885.60",
    SLEEPOVERS: "£495.00",
    TAXI: "£170.00",
    RIDING: "£60.00",
    MATTRESS: "£35.00",
}
WHOLE, WITHOUT_RIDING = "£2,050.60", "£1,990.60"
PAYS = {
    HOUSE: {VIRTUAL: "270.00", OWN: "135.00"},
    BANK: {NHS: "25%", DIRECT: "75%"},
    SLEEPOVERS: {VIRTUAL: "100%"},
    TAXI: {ILF: "170.00"},
    RIDING: {ILF: "60.00"},
    MATTRESS: {OWN: "35.00"},
}
POTS = {
    NHS: PotSeen("£221.40", "£1,200.00", "£978.60"),
    DIRECT: PotSeen("£664.20", "£2,310.00", "£1,645.80"),
    VIRTUAL: PotSeen("£765.00", "£1,500.00", "£735.00"),
    ILF: PotSeen("£230.00", "£640.00", "£410.00"),
    OWN: PotSeen("£170.00"),
}
SHIFTS = (
    Shift(0, "16:00", "22:00", DAY_PA),
    Shift(1, "08:00", "09:00", NIGHT_PA),
    Shift(1, "09:00", "20:00", DAY_PA),
    Shift(1, "20:00", "22:00", NIGHT_PA),
    Shift(2, "08:00", "19:00", DAY_PA),
    Shift(2, "19:00", "22:00", NIGHT_PA),
    Shift(3, "08:00", "10:00", DAY_PA),
)
NIGHTS = tuple(Shift(day, "22:00", "08:00", NIGHT_PA) for day in range(3))
ANSWERING = {"Ruth": HOUSE, "Robbie": TAXI, "Flora": RIDING, "Davie": MATTRESS}
"""Who answers for each provider but the PA bank, and what they are asked."""


def walk(cast: Cast, proof: Proof) -> None:
    """All of A, from the pots to what comes back when riding is refused."""
    proof.title("A. Duns long weekend")
    weekend = Weekend.ahead()
    make_the_pots(cast, proof)
    made = build(cast, proof, weekend)
    say_who_pays(made, proof)
    hold_against_another_family(cast, made, proof)
    ask(made, proof)
    providers_answer(cast, made, proof)
    pots_agree(cast, made, proof)
    he_says_yes(cast, made, proof)
    it_is_confirmed(cast, made, proof)
    webhooks_are_repeated(cast, made, proof)
    he_refuses_riding(cast, made, proof)
    the_transfer_comes(cast, made, proof)


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
        "it", refused.words, f"{HOUSE} is no longer free", "Somebody else was first", "For the same time you can have"
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
    )
    for letter in came:
        if letter.to == PEOPLE["Davie"]:
            proof.says("Davie's letter", letter.words, "Set it to the paper that we send.", "£35.00")


def providers_answer(cast: Cast, made: Arranging, proof: Proof) -> None:
    """Five providers say yes; the PA bank first reads what keeps him safe, once Callum lets it."""
    for name, listing in ANSWERING.items():
        proof.step(name, f"accepts {listing}")
        answering.accept(cast[name], listing)
        proof.letters((PEOPLE["Isobel"], f"{listing} is accepted"))
    kirsty = cast["Kirsty"]
    proof.step("Kirsty, of the PA bank", "accepts for now, and cannot read yet what keeps him safe")
    for number in ("request 1", "request 2"):
        kirsty.open("/requests")
        kirsty.follow("Answer", number)
        kirsty.press("Accept for now")
        proof.silent("the request", kirsty.page.words, "PEG feed by pump")
    proof.letters(*((PEOPLE["Isobel"], f"{line} is accepted provisionally") for line in (BANK, SLEEPOVERS)))
    proof.step("Callum", "says that those who support him may read what keeps him safe")
    answering.consent(cast["Callum"], made.where)
    proof.step("Kirsty", "reads it, and accepts for good")
    for _ in range(2):
        answering.accept_for_good(kirsty, proof, "PEG feed by pump, 22:00 to 06:00")
    proof.letters(*((PEOPLE["Isobel"], f"{line} is accepted") for line in (BANK, SLEEPOVERS)))


def pots_agree(cast: Cast, made: Arranging, proof: Proof) -> None:
    """Letters of NHS and ILF, the officer's purchase order, the direct payment and his own money."""
    mhairi = cast["Mhairi"]
    for funder, name, amount, words in (
        ("NHS", NHS, "£221.40", "NHS Borders, 2 February"),
        ("ILF", ILF, "£230.00", "ILF Scotland, 11 January"),
    ):
        proof.step("Mhairi", f"attaches the letter of {funder}")
        answering.attach_letter(mhairi, TITLE, amount, letter=Paper(f"{funder}.pdf", b"%PDF-1.4 Yes."), words=words)
        proof.says("who pays", mhairi.page.words, f"{name}: the yes is written down.", words)
    proof.step("Mhairi", "agrees £765.00 within her limit, with a purchase order")
    words = answering.agree_at_desk(mhairi, TITLE, "£765.00", order=ORDER)
    proof.says("her desk", words, "Left within my limit", "£235.00", OUTCOME)
    proof.step("Isobel", "agrees to what the direct payment pays, by bank transfer")
    answering.agree_oneself(made, DIRECT, "£664.20", way="By bank transfer.")
    proof.step(
        "Isobel", "agrees to what his own money pays, by card, and types the card on the page of the card stand-in"
    )
    answering.agree_oneself(made, OWN, "£170.00", way="By card.")
    answering.save_card(made.by, proof)
    page = made.who_pays()
    proof.says(
        "who pays", page.words, f"Purchase order {ORDER}", "agreed by Isobel Cranston", "ending 4242 is charged when"
    )
    proof.same("cards were charged, given back", cast.site.charged(), ([], []))
    proof.same("her break is", state_of(made.break_page()), "waiting for answers")
    proof.letters()


def he_says_yes(cast: Cast, made: Arranging, proof: Proof) -> None:
    """Callum says yes to each part, with his own sign-in."""
    callum = cast["Callum"]
    proof.step("Callum", "says yes to each part, and riding last")
    for part in (*(one for one in PRICES if one != RIDING), RIDING):
        proof.same("the break is", state_of(callum.open(made.where)), "waiting for answers")
        answering.say(callum, made.where, "Say yes or no", f"to {part},")


def it_is_confirmed(cast: Cast, made: Arranging, proof: Proof) -> None:
    """By the last yes: parts, pots and letters."""
    page = made.when_confirmed()
    proof.same("the break is", state_of(page), "confirmed")
    proof.same("cards were charged, given back", cast.site.charged(), ([17000], []))
    proof.same("its parts", parts_of(page), {name: Part(price, "accepted") for name, price in PRICES.items()})
    proof.same("the pots pay", pots_of(made.who_pays()), POTS)
    days = made.weekend
    invoice = invoice_of(made, proof)
    came = proof.letters(
        (PEOPLE["Isobel"], invoice),
        (PEOPLE["Callum"], f"Confirmed: {TITLE}"),
        (PEOPLE["Isobel"], f"Confirmed: {TITLE}"),
        (PEOPLE["Ruth"], f"Booked: {HOUSE}, {days.nights(3)}"),
        (PEOPLE["Kirsty"], f"Booked: {BANK}, {days.shift(0, '16:00', '22:00')}"),
        (PEOPLE["Kirsty"], f"Booked: {SLEEPOVERS}, {days.shift(0, '22:00', '08:00')}"),
        (PEOPLE["Robbie"], f"Booked: {TAXI}, {days.shift(0, '15:00', '16:00')}"),
        (PEOPLE["Flora"], f"Booked: {RIDING}, {days.shift(1, '14:00', '15:00')}"),
        (PEOPLE["Davie"], f"Booked: {MATTRESS}, {days.all_of_it('16:00', 3, '10:00')}"),
    )
    for letter in came:
        if letter.to == PEOPLE["Isobel"] and letter.subject != invoice:
            proof.says(
                "her letter", letter.words, f"Together {WHOLE}", *(f"{one}: {seen.pays}" for one, seen in POTS.items())
            )
        if letter.to == PEOPLE["Ruth"]:
            proof.says("Ruth's letter", letter.words, f"Purchase order: {ORDER}")


def invoice_of(made: Arranging, proof: Proof) -> str:
    """The subject of the letter with the invoice of the bank transfer, as the page of the invoice says it."""
    made.who_pays()
    page = made.by.follow("The invoice", DIRECT)
    due = clock.today() + timedelta(days=14)
    words = f"{due:%A} {due.day} {due:%B %Y}"
    proof.says("the invoice", page.words, f"To pay £664.20 By {words}", BANK)
    return f"{page.title}: £664.20 by {words}"


def webhooks_are_repeated(cast: Cast, made: Arranging, proof: Proof) -> None:
    """All that the card stand-in ever told is told once more: nothing changes, and nobody is written to."""
    proof.step("The card stand-in", "tells the site everything once more")
    before = made.who_pays().words
    proof.same("the site did not take", cast.site.repeat_webhooks(), 0)
    proof.same("cards were charged, given back", cast.site.charged(), ([17000], []))
    proof.same("who pays is as before", made.who_pays().words == before, wanted=True)
    proof.no_more_letters()


def he_refuses_riding(cast: Cast, made: Arranging, proof: Proof) -> None:
    """A no counts afterwards, too: £60.00 goes back to the ILF pot, and to no other."""
    callum, isobel = cast["Callum"], cast["Isobel"]
    proof.step("Callum", "refuses riding after all")
    answering.say(callum, made.where, "Change it", RIDING, answer="No", words="Not this time.")
    page = made.break_page()
    proof.same("the break is still", state_of(page), "confirmed")
    proof.same("the whole break", whole_price(page), WITHOUT_RIDING)
    proof.same("riding is gone", RIDING in parts_of(page), wanted=False)
    after = POTS | {ILF: PotSeen("£170.00", "£640.00", "£470.00")}
    proof.same("the pots pay", pots_of(made.who_pays()), after)
    for name, balance in {
        NHS: Balance("£1,200.00", "£221.40", "£978.60"),
        DIRECT: Balance("£2,310.00", "£664.20", "£1,645.80"),
        VIRTUAL: Balance("£1,500.00", "£765.00", "£735.00"),
        ILF: Balance("£640.00", "£170.00", "£470.00"),
    }.items():
        proof.same(name, balance_of(pot(isobel, name)), balance)
    proof.letters((PEOPLE["Flora"], f"{RIDING} is not wanted any more: {made.weekend.shift(1, '14:00', '15:00')}"))


def the_transfer_comes(cast: Cast, made: Arranging, proof: Proof) -> None:
    """The brokerage's finance marks the invoice of the direct payment as paid."""
    tam = cast["Tam"]
    proof.step("Tam, finance of the brokerage", "sees £664.20 come from the direct payment, and marks it")
    tam.open("/payments")
    proof.says("his page", tam.page.words, TITLE, "£664.20")
    tam.press("Mark as paid")
    proof.says("his page", tam.page.words, "Marked as paid.")
    made.who_pays()
    proof.says("who pays", made.by.page.words, "£664.20 has come", "£170.00 was paid")
    proof.same(DIRECT, balance_of(pot(made.by, DIRECT)), Balance("£1,645.80", "£0.00", "£1,645.80"))


def pot(visitor: Visitor, name: str) -> Page:
    """The page of one of Callum's pots."""
    visitor.open("/money")
    return visitor.follow(name)
