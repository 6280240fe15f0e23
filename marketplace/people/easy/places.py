"""The questions in easy read about getting there, the house, and the things in it."""

from marketplace.access_facts.needs import Need
from marketplace.people.easy.questions import (
    NICE,
    NO,
    YES,
    About,
    Alone,
    Choice,
    Facts,
    Question,
    Size,
    avoid,
    must,
    should,
)

YES_OR_NO = (Choice(YES, "Yes", "yes"), Choice(NO, "No", "no"))


def _about(*needs: Need) -> Facts:
    return Facts(frozenset(need.kind.id for need in needs))


def needed(name: str, part: str, picture: str, asks: str, *lines: str, is_so: str, after: str = "") -> Question:
    """Yes or no to something that must be there. ``is_so``: the need, as links write it."""
    need = must(is_so)
    choices = (Choice(YES, "Yes", "yes", (need,)), Choice(NO, "No", "no"))
    return Question(name, part, picture, asks, lines, _about(need), choices, after)


def wished(name: str, part: str, picture: str, asks: str, *lines: str, is_so: str, after: str = "") -> Question:
    """The same, where it may also be nice to have and no more."""
    need = must(is_so)
    choices = (
        Choice(YES, "Yes, I need it", "yes", (need,)),
        Choice(NICE, "It would be nice", "nice", (should(is_so),)),
        Choice(NO, "No", "no"),
    )
    return Question(name, part, picture, asks, lines, _about(need), choices, after)


def _danger(name: str, part: str, picture: str, asks: str, *lines: str, is_so: str) -> Question:
    need = avoid(is_so)
    choices = (Choice(YES, "Yes", "yes", (need,)), Choice(NO, "No", "no"))
    return Question(name, part, picture, asks, lines, _about(need), choices)


def _plain(name: str, part: str, picture: str, asks: str, *lines: str, after: str = "") -> Question:
    about: About = Alone()
    return Question(name, part, picture, asks, lines, about, YES_OR_NO, after)


def sized(name: str, part: str, picture: str, asks: str, *lines: str, about: Size, after: str) -> Question:
    """Sizes, which somebody helps with."""
    return Question(name, part, picture, asks, lines, about, (), after)


_STEPS = must("steps_at_entrance<=0")
_PETS, _LIKES_PETS = avoid("pets=yes"), should("pets=yes")

CHAIR = (
    _plain("chair", "measures", "scenes/wheelchair", "Do you use a wheelchair?", "Some have a motor. Some are pushed."),
    sized(
        "chair_size",
        "measures",
        "measure/turning",
        "How big is your wheelchair?",
        "A big chair needs a wide door.",
        "Most people do not know the size. That is fine.",
        about=Size(measures=("chair_width_mm",)),
        after="chair",
    ),
    needed(
        "plug",
        "arrival",
        "easy/plug",
        "Does your wheelchair need a plug?",
        "A chair with a motor is charged, like a phone.",
        is_so="powerchair_charging=yes",
        after="chair",
    ),
)
WAY_IN = (
    wished(
        "flat_way",
        "arrival",
        "scenes/car",
        "Do you need a flat way to the door?",
        "Flat is no steps and no hill.",
        is_so="level_route_from_parking=yes",
    ),
    Question(
        "steps",
        "entrance",
        "easy/steps",
        "Can you go up a step?",
        ("Many front doors have a step.",),
        _about(_STEPS),
        (Choice("can", "Yes, I can", "yes"), Choice("cannot", "No, I can not", "no", (_STEPS,))),
    ),
    wished(
        "one_floor",
        "inside",
        "rooms/bedroom",
        "Do you need it all on one floor?",
        "Then you have no stairs in the house.",
        is_so="all_on_one_level=yes",
    ),
)
HOIST = (
    needed(
        "hoist",
        "hoist",
        "scenes/hoist",
        "Do you use a hoist?",
        "A hoist is a machine that lifts you.",
        "It lifts you from the bed or the chair.",
        is_so="hoist=mobile|gantry|single_track|h_frame",
    ),
    wished(
        "hoist_bathroom",
        "hoist",
        "rooms/wetroom",
        "Do you need a hoist in the bathroom too?",
        "Then it can lift you into the bath.",
        is_so="hoist_bathroom=yes",
        after="hoist",
    ),
    sized(
        "sling",
        "measures",
        "easy/sling",
        "Which sling do you use?",
        "A sling is the cloth that you sit in.",
        "It hangs on the hoist.",
        about=Size(measures=("sling",)),
        after="hoist",
    ),
    sized(
        "hoist_size",
        "hoist",
        "scenes/hoist",
        "Which sort of hoist is right for you?",
        "A hoist can only lift so much.",
        "Some hoists stand. Some hang from the roof.",
        about=Size(facts=("hoist_load_kg",)),
        after="hoist",
    ),
    sized(
        "weight",
        "measures",
        "easy/weigh",
        "How much do you weigh?",
        "A hoist can only lift so much.",
        about=Size(measures=("weight_kg",)),
        after="hoist",
    ),
)
BED_AND_BATH = (
    wished(
        "bed",
        "bed",
        "scenes/profiling-bed",
        "Do you need a bed that moves?",
        "Its head goes up and down. You press a button.",
        is_so="profiling_bed=yes",
    ),
    wished(
        "mattress",
        "bed",
        "scenes/mattress",
        "Do you need a special mattress?",
        "It stops your skin from getting sore.",
        is_so="pressure_mattress=yes",
    ),
    needed(
        "rails",
        "bed",
        "measure/bed",
        "Do you need rails on your bed?",
        "They stop you from falling out.",
        is_so="bed_rails=removable|fixed",
    ),
    wished(
        "shower",
        "wet_room",
        "rooms/wetroom",
        "Do you need a shower with no step?",
        "Then you can walk in or roll in.",
        is_so="level_access_shower=yes",
    ),
    needed(
        "shower_seat",
        "wet_room",
        "scenes/shower-chair",
        "Do you sit down in the shower?",
        is_so="shower_chair=fixed|folding|wheeled",
    ),
    wished(
        "grab_rails",
        "wet_room",
        "measure/beside_toilet",
        "Do you hold on to bars by the toilet?",
        "They are on the wall.",
        "They help you to get up.",
        is_so="grab_rails=yes",
    ),
    _plain(
        "bench",
        "wet_room",
        "easy/bench",
        "Do you lie down to be changed?",
        "Some people lie on a soft bench.",
    ),
    sized(
        "bench_size",
        "wet_room",
        "easy/bench",
        "Which bench is right for you?",
        "A bench can only carry so much.",
        about=Size(facts=("changing_bench_load_kg", "shower_trolley_load_kg")),
        after="bench",
    ),
    wished(
        "chair_up",
        "living",
        "easy/riser",
        "Do you need a chair that helps you to get up?",
        "It has a motor. It goes up and down.",
        is_so="riser_recliner=yes",
    ),
)
SAFE_AND_CALM = (
    wished(
        "garden",
        "safety",
        "rooms/garden",
        "Do you need a fence round the garden?",
        "Then you can be out and be safe.",
        is_so="secure_garden=yes",
    ),
    _danger(
        "water",
        "safety",
        "scenes/loch",
        "Is deep water near the house a danger for you?",
        "Like a loch, a river or the sea.",
        is_so="open_water_nearby=yes",
    ),
    needed(
        "door_bell",
        "safety",
        "easy/bell",
        "Must a bell ring when you go out?",
        "Then people know that you go out.",
        is_so="door_alarm=yes",
    ),
    needed(
        "fire",
        "safety",
        "easy/flash",
        "Do you need a fire alarm with a light?",
        "It is for people who can not hear it.",
        is_so="visual_fire_alarm=yes",
    ),
    wished("quiet", "sensory", "easy/senses", "Do you need it to be quiet?", is_so="quiet=yes"),
    wished(
        "light",
        "sensory",
        "easy/lamp",
        "Do you need soft light?",
        "Bright light hurts some people.",
        is_so="dimmable_light=yes",
    ),
    wished(
        "dark",
        "sensory",
        "easy/night",
        "Do you need a very dark room to sleep?",
        is_so="blackout=yes",
    ),
    wished(
        "smells",
        "sensory",
        "easy/smell",
        "Must it be free of strong smells?",
        "Like soap, flowers or paint.",
        is_so="scent_free=yes",
    ),
    wished(
        "hearing",
        "sensory",
        "easy/ear",
        "Do you need a loop for your hearing aid?",
        "A loop sends sound right into it.",
        is_so="induction_loop=yes",
    ),
    Question(
        "pets",
        "party",
        "easy/dog",
        "May there be pets in the house?",
        ("Like a cat or a dog.",),
        _about(_PETS),
        (
            Choice("like", "Yes, I like pets", "nice", (_LIKES_PETS,)),
            Choice("may", "I do not mind", "yes"),
            Choice(NO, "No pets", "no", (_PETS,)),
        ),
    ),
    needed(
        "dog",
        "party",
        "easy/dog",
        "Do you have a dog that helps you?",
        "Like a guide dog.",
        is_so="assistance_dog=yes",
    ),
    wished(
        "carer_room",
        "party",
        "scenes/family-home",
        "Does somebody come with you who needs a room?",
        "Like your mum, or a person who helps you.",
        is_so="carers_room=adjoining|separate",
    ),
)
_RIDES = "wheelchair_tie_downs>=1"
VEHICLE = (
    Question(
        "ride",
        "vehicle",
        "scenes/taxi",
        "Do you stay in your wheelchair in a car?",
        ("A big taxi has belts for your chair.",),
        _about(must(_RIDES)),
        (
            Choice(YES, "Yes, I stay in it", "yes", (must(_RIDES),)),
            Choice(NO, "No, I sit on a car seat", "no", (should(_RIDES),)),
        ),
        "chair",
    ),
)
