"""What the long weekend in Duns is made of: its parts and pots, what each costs and pays, who is there when."""

from scripts.golden.arranging import Shift
from scripts.golden.seen import PotSeen
from scripts.golden.visitor import Page, Visitor

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


def pot(visitor: Visitor, name: str) -> Page:
    """The page of one of Callum's pots."""
    visitor.open("/money")
    return visitor.follow(name)
