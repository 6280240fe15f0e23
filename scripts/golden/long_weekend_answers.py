"""The answers of A: providers, pots, Callum's own yes, cards and invoice; and what follows when he refuses riding."""

from datetime import timedelta

from marketplace import clock
from scripts.golden import answering
from scripts.golden.arranging import Arranging
from scripts.golden.cast import PEOPLE, Cast
from scripts.golden.duns import (
    ANSWERING,
    BANK,
    DIRECT,
    HOUSE,
    ILF,
    MATTRESS,
    NHS,
    ORDER,
    OUTCOME,
    OWN,
    POTS,
    PRICES,
    RIDING,
    SLEEPOVERS,
    TAXI,
    TITLE,
    VIRTUAL,
    WHOLE,
    WITHOUT_RIDING,
    pot,
)
from scripts.golden.proof import Proof
from scripts.golden.seen import (
    Balance,
    Part,
    PotSeen,
    balance_of,
    parts_of,
    pots_of,
    state_of,
    whole_price,
)
from scripts.golden.visitor import Paper


def walk(cast: Cast, made: Arranging, proof: Proof) -> None:
    """From the first answer to the last sum."""
    providers_answer(cast, made, proof)
    pots_agree(cast, made, proof)
    he_says_yes(cast, made, proof)
    it_is_confirmed(cast, made, proof)
    webhooks_are_repeated(cast, made, proof)
    he_refuses_riding(cast, made, proof)
    the_transfers_come(cast, made, proof)


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
    for_now = ((PEOPLE["Isobel"], f"{line} is accepted for now") for line in (BANK, SLEEPOVERS))
    proof.letters(*for_now, (PEOPLE["Callum"], "Your yes or no: who may read what keeps you safe"))
    proof.step("Callum", "says that those who support him may read what keeps him safe")
    answering.consent(cast["Callum"], made.where)
    times = {BANK: made.weekend.shift(0, "16:00", "22:00"), SLEEPOVERS: made.weekend.shift(0, "22:00", "08:00")}
    proof.letters(
        *((PEOPLE["Kirsty"], f"You may read what keeps the person safe: {one}, {when}") for one, when in times.items())
    )
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
    proof.same("cards were", cast.site.charged(), {"charged": "nothing", "given back": "nothing"})
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
    proof.same("cards were", cast.site.charged(), {"charged": "£170.00", "given back": "nothing"})
    proof.same("its parts", parts_of(page), {name: Part(price, "accepted") for name, price in PRICES.items()})
    proof.same("the pots pay", pots_of(made.who_pays()), POTS)
    days = made.weekend
    invoices = [invoice_of(made, proof, *paid) for paid in ((DIRECT, "£664.20", BANK), (ILF, "£230.00", TAXI))]
    came = proof.letters(
        *((PEOPLE["Isobel"], invoice) for invoice in invoices),
        (PEOPLE["Callum"], f"Confirmed: {TITLE}"),
        (PEOPLE["Isobel"], f"Confirmed: {TITLE}"),
        (PEOPLE["Ruth"], f"Booked: {HOUSE}, {days.nights(3)}"),
        (PEOPLE["Kit"], f"Booked: {HOUSE}, {days.nights(3)}"),
        (PEOPLE["Kirsty"], f"Booked: {BANK}, {days.shift(0, '16:00', '22:00')}"),
        (PEOPLE["Kirsty"], f"Booked: {SLEEPOVERS}, {days.shift(0, '22:00', '08:00')}"),
        (PEOPLE["Robbie"], f"Booked: {TAXI}, {days.shift(0, '15:00', '16:00')}"),
        (PEOPLE["Flora"], f"Booked: {RIDING}, {days.shift(1, '14:00', '15:00')}"),
        (PEOPLE["Davie"], f"Booked: {MATTRESS}, {days.all_of_it('16:00', 3, '10:00')}"),
    )
    for letter in came:
        if letter.subject not in invoices:
            proof.same(f"with the letter to {letter.to}", letter.files, ("break.ics",))
        if letter.to == PEOPLE["Isobel"] and letter.subject not in invoices:
            proof.says(
                "her letter", letter.words, f"Together {WHOLE}", *(f"{one}: {seen.pays}" for one, seen in POTS.items())
            )
        if letter.to == PEOPLE["Ruth"]:
            proof.says("Ruth's letter", letter.words, f"Purchase order: {ORDER}")


def invoice_of(made: Arranging, proof: Proof, pot_name: str, amount: str, part: str) -> str:
    """The subject of the letter with the invoice of a bank transfer, as the page of the invoice says it."""
    made.who_pays()
    page = made.by.follow("The invoice", pot_name)
    due = clock.today() + timedelta(days=14)
    words = f"{due:%A} {due.day} {due:%B %Y}"
    proof.says(f"the invoice of {pot_name}", page.words, f"To pay {amount} By {words}", part)
    return f"{page.title}: {amount} by {words}"


def webhooks_are_repeated(cast: Cast, made: Arranging, proof: Proof) -> None:
    """All that the card stand-in ever told is told once more: nothing changes, and nobody is written to."""
    proof.step("The card stand-in", "tells the site everything once more")
    before = made.who_pays().words
    proof.same("the site did not take", cast.site.repeat_webhooks(), 0)
    proof.same("cards were", cast.site.charged(), {"charged": "£170.00", "given back": "nothing"})
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
    proof.same("riding is gone", RIDING not in parts_of(page), wanted=True)
    after = POTS | {ILF: PotSeen("£170.00", "£640.00", "£470.00")}
    proof.same("the pots pay", pots_of(made.who_pays()), after)
    for name, balance in {
        NHS: Balance("£1,200.00", "£221.40", "£978.60"),
        DIRECT: Balance("£2,310.00", "£664.20", "£1,645.80"),
        VIRTUAL: Balance("£1,500.00", "£765.00", "£735.00"),
        ILF: Balance("£640.00", "£170.00", "£470.00"),
    }.items():
        proof.same(name, balance_of(pot(isobel, name)), balance)
    proof.letters(
        (PEOPLE["Flora"], f"{RIDING} is not wanted any more: {made.weekend.shift(1, '14:00', '15:00')}"),
        (PEOPLE["Callum"], f"No longer in {TITLE}: {RIDING}"),
        (PEOPLE["Isobel"], f"No longer in {TITLE}: {RIDING}"),
        (PEOPLE["Isobel"], f"{invoice_number(made, ILF)} is less now: £170.00"),
    )


def invoice_number(made: Arranging, pot_name: str) -> str:
    """What the page of a pot's invoice is called."""
    made.who_pays()
    return made.by.follow("The invoice", pot_name).title


def the_transfers_come(cast: Cast, made: Arranging, proof: Proof) -> None:
    """The brokerage's finance marks the invoices as paid, of the direct payment and of the ILF award."""
    tam = cast["Tam"]
    for name, amount in ((DIRECT, "£664.20"), (ILF, "£170.00")):
        number = invoice_number(made, name).removeprefix("Invoice ")
        proof.step("Tam, finance of the brokerage", f"sees {amount} come from the {name}, and marks it")
        tam.open("/payments")
        proof.says("his page", tam.page.words, TITLE, name, amount)
        tam.press("Mark as paid", number)
        proof.says("his page", tam.page.words, "Marked as paid.")
        made.who_pays()
        proof.says("who pays", made.by.page.words, f"{amount} has come", "£170.00 was paid")
        receipt = made.by.follow("The receipt", name)
        proof.says("the receipt", receipt.words, f"Paid {amount}", number)
    proof.same(DIRECT, balance_of(pot(made.by, DIRECT)), Balance("£1,645.80", "£0.00", "£1,645.80"))
    proof.same(ILF, balance_of(pot(made.by, ILF)), Balance("£470.00", "£0.00", "£470.00"))
