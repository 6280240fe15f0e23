"""B. "Two nights in Peebles": hotel room, support and taxi from a fund that a provider holds, with its fee."""

from scripts.golden import answering
from scripts.golden.arranging import Arranging, Shift
from scripts.golden.cast import PEOPLE, Cast
from scripts.golden.days import Weekend
from scripts.golden.proof import Proof
from scripts.golden.seen import (
    Balance,
    PotSeen,
    balance_of,
    parts_of,
    pots_of,
    prices_of,
    state_of,
    whole_price,
)
from scripts.golden.visitor import Page, Visitor

TITLE = "Two nights in Peebles"
OUTCOME = "Two nights away by the river, with someone I get on with."
HOTEL, BANK, TAXI = "Adapted rooms at the Cuddy Bridge Hotel", "PAs from Leithen Support", "Adapted taxi in Peebles"
FEE, FUND = "Fee of Cheviot Circle, 5%", "Fund held by Cheviot Circle"
PRICES = {HOTEL: "£184.00", BANK: "£301.20", TAXI: "£18.50", FEE: "£25.19"}
WHOLE = "£528.89"
WITHOUT_TAXI = {HOTEL: "£184.00", BANK: "£301.20", FEE: "£24.26"}
SHIFTS = (Shift(0, "16:00", "22:00", "Craig Veitch"), Shift(1, "10:00", "16:00", "Craig Veitch"))


def walk(cast: Cast, proof: Proof) -> None:
    """All of B, to confirmed, and then without its taxi."""
    proof.title("B. Two nights in Peebles")
    made = build(cast, proof, Weekend.ahead())
    hold_and_ask(cast, made, proof)
    everyone_answers(cast, made, proof)
    it_is_confirmed(cast, made, proof)
    the_taxi_goes(cast, made, proof)


def build(cast: Cast, proof: Proof, weekend: Weekend) -> Arranging:
    """His sister plans it, and the fund pays for all of it, its fee a part of its own."""
    jean = cast["Jean"]
    made = Arranging(jean, weekend)
    proof.step("Jean, Gordon's sister", "starts a break, Friday 14:00 to Sunday 12:00, and adds room, support and taxi")
    jean.open("/breaks/new")
    jean.fill("The person who has support", "Gordon Laidlaw")
    made.start(
        TITLE,
        town="Peebles",
        starts=Shift(0, "14:00", ""),
        ends=Shift(2, "", "12:00"),
        whose="The person who has support",
        needs_cover=False,
    )
    made.add_nights("A place to stay", HOTEL, nights=2, guests=1, room="Room 4")
    made.choose("Support from a team of PAs", BANK, "Hours of support")
    made.add_times(SHIFTS, row="Shift")
    made.choose("Transport", TAXI)
    made.add_times((Shift(0, "14:00", "15:00"),), row="Row", is_counted=True)
    proof.same("its parts cost", prices_of(made.break_page()), {one: PRICES[one] for one in (HOTEL, BANK, TAXI)})
    proof.same("together", whole_price(jean.page), "£503.70")
    proof.step("Jean", "lets the fund pay for each part")
    for part in (HOTEL, BANK, TAXI):
        made.pay(part, {FUND: "100%"}, outcome=OUTCOME)
    proof.same("its parts cost", prices_of(made.break_page()), PRICES)
    proof.same("the whole break", whole_price(jean.page), WHOLE)
    proof.same("the pots pay", pots_of(made.who_pays()), {FUND: PotSeen(WHOLE, "£1,200.00", "£671.11")})
    return made


def hold_and_ask(cast: Cast, made: Arranging, proof: Proof) -> None:
    """All of it is held; the fund's money is set aside, and both of them see it."""
    proof.step("Jean", "holds all of it, and asks everyone")
    made.hold()
    proof.same("the break is", state_of(made.break_page()), "held for you")
    for name in ("Jean", "Gordon"):
        proof.same(f"{name} sees in the fund", balance_of(fund(cast[name])), Balance("£1,200.00", WHOLE, "£671.11"))
    made.ask()
    days = made.weekend
    proof.same("the break is", state_of(made.break_page()), "waiting for answers")
    proof.letters(
        (PEOPLE["Alan"], f"A request for {HOTEL}, {days.nights(2)}"),
        (PEOPLE["Morven"], f"A request for {BANK}, {days.shift(0, '16:00', '22:00')}"),
        (PEOPLE["Moira"], f"A request for {TAXI}, {days.shift(0, '14:00', '15:00')}"),
        (PEOPLE["Gordon"], f"Your yes or no: {TITLE}"),
        (PEOPLE["Elspeth"], f"{WHOLE} from {FUND}: yes or no?"),
    )


def everyone_answers(cast: Cast, made: Arranging, proof: Proof) -> None:
    """Providers, Gordon himself, and the holder of his fund, who sees no diary."""
    gordon, elspeth = cast["Gordon"], cast["Elspeth"]
    for name, listing in (("Alan", HOTEL), ("Moira", TAXI)):
        proof.step(name, f"accepts {listing}")
        answering.accept(cast[name], listing)
        proof.letters((PEOPLE["Jean"], f"{listing} is accepted"))
    proof.step(
        "Morven, of Leithen Support", "accepts for now, Gordon lets them read what keeps him safe, then for good"
    )
    answering.accept(cast["Morven"], BANK, answer="Accept for now")
    proof.letters((PEOPLE["Jean"], f"{BANK} is accepted for now"))
    answering.consent(gordon, made.where)
    answering.accept_for_good(cast["Morven"], proof)
    proof.letters((PEOPLE["Jean"], f"{BANK} is accepted"))
    proof.step("Gordon", "says yes to each part")
    for part in (HOTEL, BANK, TAXI):
        answering.say(gordon, made.where, "Say yes or no", f"to {part},")
    proof.same("the break is", state_of(made.break_page()), "waiting for answers")
    proof.step("Elspeth, who holds the fund", f"agrees {WHOLE}")
    words = answering.agree_at_desk(elspeth, "A short break", WHOLE)
    proof.says("her desk", words, "£1,200.00", "£671.11", "£25.19")
    proof.silent("her desk", words, "Craig Veitch", "16:00", "Room 4")


def it_is_confirmed(cast: Cast, made: Arranging, proof: Proof) -> None:
    """By the holder's yes."""
    page = made.break_page()
    proof.same("the break is", state_of(page), "confirmed")
    proof.same("its parts cost", prices_of(page), PRICES)
    proof.same("its parts", {part.state for part in parts_of(page).values()}, {"accepted"})
    days = made.weekend
    proof.letters(
        (PEOPLE["Gordon"], f"Confirmed: {TITLE}"),
        (PEOPLE["Jean"], f"Confirmed: {TITLE}"),
        (PEOPLE["Alan"], f"Booked: {HOTEL}, {days.nights(2)}"),
        (PEOPLE["Morven"], f"Booked: {BANK}, {days.shift(0, '16:00', '22:00')}"),
        (PEOPLE["Moira"], f"Booked: {TAXI}, {days.shift(0, '14:00', '15:00')}"),
    )
    for name in ("Gordon", "Jean", "Elspeth"):
        proof.same(f"{name} sees in the fund", balance_of(fund(cast[name])), Balance("£1,200.00", WHOLE, "£671.11"))


def the_taxi_goes(cast: Cast, made: Arranging, proof: Proof) -> None:
    """The fee is worked out again from what is left."""
    jean = cast["Jean"]
    proof.step("Jean", "cancels the taxi: a friend drives")
    jean.open(made.where)
    jean.follow("Cancel it", TAXI)
    jean.fill("Why?", "A friend drives us.")
    jean.press("Cancel it")
    page = made.break_page()
    proof.same("its parts cost", prices_of(page), WITHOUT_TAXI)
    proof.same("the whole break", whole_price(page), "£509.46")
    proof.same("in the fund", balance_of(fund(jean)), Balance("£1,200.00", "£509.46", "£690.54"))
    proof.letters(
        (PEOPLE["Moira"], f"{TAXI} is not wanted any more: {made.weekend.shift(0, '14:00', '15:00')}"),
        (PEOPLE["Gordon"], f"No longer in {TITLE}: {TAXI}"),
        (PEOPLE["Jean"], f"No longer in {TITLE}: {TAXI}"),
    )


def fund(visitor: Visitor) -> Page:
    """The page of the fund: who holds others too, or plans for Gordon, finds it by his name."""
    visitor.open("/money")
    return visitor.follow(FUND, *(() if visitor.name == "Gordon" else ("Gordon Laidlaw",)))
