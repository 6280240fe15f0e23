"""C. "A night off": a carer's night in a hotel that is not on the site, and care at home, by telephone and post."""

from marketplace import clock
from scripts.golden import answering
from scripts.golden.arranging import Arranging, Shift
from scripts.golden.cast import PEOPLE, Cast
from scripts.golden.days import Weekend
from scripts.golden.proof import Proof
from scripts.golden.seen import Part, PotSeen, cover_of, parts_of, pots_of, prices_of, state_of, whole_price
from scripts.golden.visitor import Paper

TITLE = "A night off"
OUTCOME = "One night a month when I can sleep right through."
HOTEL, CARE, BUDGET = "Night at the Tontine", "PAs from Tweed PA Bank", "Carer's budget"
NAN, WALTER = "Agnes Pringle", "Walter Pringle"
PRICES = {HOTEL: "£78.00", CARE: "£492.00"}
WHOLE = "£570.00"
ORDER = "SBC-4430-12"


def walk(cast: Cast, proof: Proof) -> None:
    """All of C, to confirmed, and what the hotel half says when the care half fails."""
    proof.title("C. A night off")
    made = build(cast, proof, Weekend.ahead())
    say_who_pays(made, proof)
    hold_and_ask(made, proof)
    everyone_answers(cast, made, proof)
    it_is_confirmed(made, proof)
    the_care_fails(made, proof)


def build(cast: Cast, proof: Proof, weekend: Weekend) -> Arranging:
    """The adviser types what Nan tells on the telephone: her hotel, and somebody with Walter for all of it."""
    iain = cast["Iain"]
    made = Arranging(iain, weekend)
    proof.step("Iain, adviser", "starts a break for Nan, who cares for Walter, Friday 14:00 to Saturday 10:00")
    iain.open("/breaks/new")
    iain.fill("The person who has support", WALTER)
    iain.fill("The carer", NAN)
    made.start(
        TITLE,
        town="Peebles",
        starts=Shift(0, "14:00", ""),
        ends=Shift(1, "", "10:00"),
        whose="A carer, who needs time off",
        needs_cover=True,
    )
    proof.step("Iain", "adds a hotel that is not on the site, with its e-mail that says yes")
    add_the_hotel(made)
    page = made.break_page()
    proof.same("cover", cover_of(page), {"Cover needed": "20 h", "Arranged": "0 min", "Gap": "20 h"})
    proof.step("Iain", "adds 20 hours of care at home for Walter")
    made.choose("Support from a team of PAs", CARE, "Hours of support")
    made.add_times((Shift(0, "14:00", "10:00", "Iona Mather"),), row="Shift")
    page = made.break_page()
    proof.same("cover", cover_of(page), {"Cover needed": "20 h", "Arranged": "20 h", "Gap": "none"})
    proof.same("its parts cost", prices_of(page), PRICES)
    proof.same("the whole break", whole_price(page), WHOLE)
    return made


def add_the_hotel(made: Arranging) -> None:
    """One night at £78.00 for Nan, accepted by e-mail."""
    iain = made.by
    iain.open(made.where)
    iain.follow("Add a part")
    iain.follow("Somebody who is not on this site, such as a hotel")
    iain.fill("What is it?", HOTEL)
    iain.fill("What sort of thing?", "Place to stay")
    iain.fill("Who is it from?", "Tontine Hotel")
    iain.fill("How can they be reached?", "01721 555 010")
    iain.fill("What for", "Nights to stay", under="Row 1")
    iain.fill("Day", made.weekend.listed(0), under="Row 1")
    iain.fill("How many", "1", under="Row 1")
    iain.fill("Price of one", "78.00", under="Row 1")
    iain.fill("How many people sleep there, if it is a stay?", "1")
    iain.tick("Nan", under="Who is this part for?")
    iain.fill("How did they say yes?", "By e-mail")
    iain.fill("Who said yes there?", "Reception")
    iain.fill("On which day?", clock.today().isoformat())
    iain.attach("Their e-mail or letter, if there is one", Paper("Tontine.pdf", b"%PDF-1.4 Yes, one night."))
    iain.press("Add it to my break")


def say_who_pays(made: Arranging, proof: Proof) -> None:
    """The budget of her adult carer support plan pays all of it; nothing is charged to her."""
    proof.step("Iain", "lets the carer's budget pay for both halves")
    for part in PRICES:
        made.pay(part, {BUDGET: "100%"}, outcome=OUTCOME)
    proof.same("the pots pay", pots_of(made.who_pays()), {BUDGET: PotSeen(WHOLE, "£900.00", "£330.00")})
    page = made.break_page()
    proof.says("the page", page.words, "What the carer is charged £0.00", "CARER_WAIVER")


def hold_and_ask(made: Arranging, proof: Proof) -> None:
    """Who has no e-mail is written to by post; all of it can be printed."""
    iain = made.by
    proof.step("Iain", "holds all of it, asks everyone, and prints the papers for the post")
    made.hold()
    proof.same("the break is", state_of(made.break_page()), "held for you")
    made.ask()
    proof.same("the break is", state_of(made.break_page()), "waiting for answers")
    came = proof.letters(
        (PEOPLE["Kirsty"], f"A request for {CARE}, {made.weekend.shift(0, '14:00', '10:00')}"),
        (PEOPLE["Mhairi"], f"{WHOLE} from {BUDGET}: yes or no?"),
        (NAN, f"Your yes or no: {TITLE}"),
        (WALTER, f"Your yes or no: {TITLE}"),
    )
    for letter in came:
        if letter.to == NAN:
            proof.says("Nan's paper", letter.words, HOTEL)
    iain.follow("All of it on paper, for the post")
    proof.says("the paper", iain.page.words, *PRICES, WHOLE, "The carer is charged £0.00", "CARER_WAIVER", "Signed:")
    proof.step("Iain", "prints Nan's letter with her address, and marks it as posted")
    proof.says("his list", iain.open("/letters").words, "2 letters wait", f"{WALTER}: Your yes or no: {TITLE}")
    iain.follow(f"{NAN}: Your yes or no: {TITLE}")
    proof.says("the letter", iain.page.words, NAN, "3 Mill Wynd", "EH45 8DY", HOTEL)
    iain.press("Mark as posted")
    proof.says("his list", iain.page.words, "1 letter waits", f"{NAN}: Your yes or no: {TITLE}, posted letter 1")


def everyone_answers(cast: Cast, made: Arranging, proof: Proof) -> None:
    """The PA bank, both of them by telephone, and the care manager."""
    iain, kirsty, mhairi = made.by, cast["Kirsty"], cast["Mhairi"]
    proof.step("Kirsty, of the PA bank", "accepts for now; Walter lets them read what keeps him safe; then for good")
    answering.accept(kirsty, CARE, answer="Accept for now")
    proof.silent("the request", kirsty.page.words, "blister pack")
    proof.letters(
        (PEOPLE["Iain"], f"{CARE} is accepted for now"), (WALTER, "Your yes or no: who may read what keeps you safe")
    )
    answering.consent(iain, made.where)
    when = made.weekend.shift(0, "14:00", "10:00")
    proof.letters((PEOPLE["Kirsty"], f"You may read what keeps the person safe: {CARE}, {when}"))
    answering.accept_for_good(kirsty, proof, "blister pack", "photograph album")
    proof.letters((PEOPLE["Iain"], f"{CARE} is accepted"))
    proof.step("Iain", "writes down what Nan and Walter said on the telephone")
    for called, part in (("Nan", HOTEL), ("Walter", CARE)):
        link = (f"Write down what {called} says", f"to {part},")
        answering.say(iain, made.where, *link, words="Yes, on the telephone this morning.")
    page = made.break_page()
    proof.says(
        "the page", page.words, "Walter said yes in person or by telephone", "Nan said yes in person or by telephone"
    )
    proof.same("the break is", state_of(page), "waiting for answers")
    proof.step("Mhairi, care manager", f"agrees {WHOLE} within her limit, with a purchase order")
    words = answering.agree_at_desk(mhairi, TITLE, WHOLE, order=ORDER)
    proof.says("her desk", words, "£900.00", "£330.00", OUTCOME)


def it_is_confirmed(made: Arranging, proof: Proof) -> None:
    """By the officer's yes; Nan's letter goes by post."""
    page = made.break_page()
    proof.same("the break is", state_of(page), "confirmed")
    proof.same("its parts", parts_of(page), {name: Part(price, "accepted") for name, price in PRICES.items()})
    proof.says("the page", page.words, "What the carer is charged £0.00", "CARER_WAIVER")
    came = proof.letters(
        (PEOPLE["Iain"], f"Confirmed: {TITLE}"),
        (NAN, f"Confirmed: {TITLE}"),
        (PEOPLE["Kirsty"], f"Booked: {CARE}, {made.weekend.shift(0, '14:00', '10:00')}"),
    )
    for letter in came:
        if letter.to == PEOPLE["Kirsty"]:
            proof.says("Kirsty's letter", letter.words, f"Purchase order: {ORDER}")


def the_care_fails(made: Arranging, proof: Proof) -> None:
    """If the care half fails, the hotel half warns."""
    iain = made.by
    proof.step("Iain", "has to cancel the care, and is warned about the hotel")
    iain.open(made.where)
    iain.follow("Cancel it", CARE)
    iain.fill("Why?", "Walter is in hospital.")
    iain.press("Cancel it")
    page = made.break_page()
    proof.says(
        "the page",
        page.words,
        f"{CARE} for Walter will not happen",
        f"{HOTEL} for Nan is still arranged",
    )
    proof.same("the whole break", whole_price(page), "£78.00")
    proof.same("the pots pay", pots_of(made.who_pays()), {BUDGET: PotSeen("£78.00", "£900.00", "£822.00")})
    proof.letters(
        (PEOPLE["Kirsty"], f"{CARE} is not wanted any more: {made.weekend.shift(0, '14:00', '10:00')}"),
        (PEOPLE["Iain"], f"No longer in {TITLE}: {CARE}"),
        (NAN, f"No longer in {TITLE}: {CARE}"),
        (PEOPLE["Iain"], f"One half of {TITLE} has failed"),
        (NAN, f"One half of {TITLE} has failed"),
    )
