"""The questions in easy read about the person: talking, likes, help by day and night, health."""

from marketplace.people.about import FilledBy, NoteTopic
from marketplace.people.easy.places import YES_OR_NO, needed, wished
from marketplace.people.easy.questions import (
    ANY,
    Choice,
    Level,
    Note,
    Question,
    Safety,
    SafetyWords,
    Who,
    Wish,
)
from marketplace.people.support_times import PartOfDay, SupportLevel
from marketplace.rules.intimate_care import CarerSex

WHO = Question(
    "who",
    "talking",
    "easy/help",
    "Who is answering?",
    ("You can do this by yourself.", "You can ask somebody to help."),
    Who(),
    (
        Choice(FilledBy.ALONE, "I do it by myself", "one"),
        Choice(FilledBy.WITH_HELP, "Somebody helps me", "two"),
    ),
)
WHO_FOR = Question(
    "who",
    "talking",
    "easy/help",
    "How do you do this?",
    ("Read each question out.", "Write down only what they say."),
    Who(),
    (
        Choice(FilledBy.WITH_HELP, "We do it together", "two"),
        Choice(FilledBy.TOLD, "They tell me, and I write", "said"),
        Choice(FilledBy.FOR_THEM, "I write it for them", "one"),
    ),
)
"""The first question to the person, and to somebody who goes through it with them."""

ABOUT_ME = (
    Question(
        "talking",
        "talking",
        "easy/talk",
        "How do you talk?",
        ("Some people use words.", "Some use signs, pictures or a look."),
        Note(NoteTopic.TALKING),
    ),
    Question(
        "upset",
        "talking",
        "easy/upset",
        "How do people see that you are upset?",
        ("Upset is sad, cross or scared.", "Say what helps you then."),
        Note(NoteTopic.UPSET),
    ),
    Question(
        "likes", "likes", "easy/ride", "What do you like?", ("Food, music, people, places.",), Note(NoteTopic.LIKES)
    ),
    Question(
        "dislikes",
        "likes",
        "easy/dislike",
        "What do you not like?",
        ("Say what you want to leave out.",),
        Note(NoteTopic.DISLIKES),
    ),
    Question(
        "worked",
        "likes",
        "easy/went",
        "What was good last time?",
        ("Think of your last break.", "A break is time away."),
        Note(NoteTopic.WORKED),
    ),
)

_BY_DAY = (
    Choice(SupportLevel.NONE, "Nobody", "nobody"),
    Choice(SupportLevel.ONE, "One person", "one"),
    Choice(SupportLevel.TWO, "Two people at once", "two"),
)
_BY_NIGHT = (
    Choice(SupportLevel.NONE, "Nobody", "nobody"),
    Choice(SupportLevel.SLEEPOVER, "One person. They sleep too", "sleep"),
    Choice(SupportLevel.WAKING, "One person. They stay awake", "one"),
    Choice(SupportLevel.WAKING_TWO, "Two people. They stay awake", "two"),
)
TIMES = (
    Question(
        "morning",
        "times",
        "easy/morning",
        "Who must be with you in the morning?",
        ("The morning is from 8 to 12.",),
        Level(PartOfDay.MORNING),
        _BY_DAY,
    ),
    Question(
        "afternoon",
        "times",
        "easy/afternoon",
        "Who must be with you in the afternoon?",
        ("The afternoon is from 12 to 6.",),
        Level(PartOfDay.AFTERNOON),
        _BY_DAY,
    ),
    Question(
        "evening",
        "times",
        "easy/evening",
        "Who must be with you in the evening?",
        ("The evening is from 6 to 10.",),
        Level(PartOfDay.EVENING),
        _BY_DAY,
    ),
    Question(
        "night",
        "times",
        "easy/night",
        "Who must be with you at night?",
        ("The night is from 10 to 8.",),
        Level(PartOfDay.NIGHT),
        _BY_NIGHT,
    ),
)
WASHING = (
    Question(
        "washing",
        "washing",
        "scenes/shower-chair",
        "Who may help you to wash and dress?",
        ("You can say: only a woman. Or: only a man.",),
        Wish(),
        (
            Choice(CarerSex.WOMAN, "Only a woman", "one"),
            Choice(CarerSex.MAN, "Only a man", "one"),
            Choice(ANY, "A woman or a man", "two"),
        ),
    ),
)


def _risk(topic: str, picture: str, asks: str, *lines: str, says: str) -> Question:
    return Question(topic, "health", picture, asks, lines, Safety(topic, says), YES_OR_NO)


def _risk_words(topic: str, picture: str, asks: str, *lines: str) -> Question:
    return Question(f"{topic}_words", "health", picture, asks, lines, SafetyWords(topic), after=topic)


HEALTH = (
    _risk(
        "seizures",
        "easy/seizure",
        "Do you have seizures?",
        "Your body shakes, or you go blank.",
        "Some people say fits.",
        says="I have seizures.",
    ),
    _risk_words("seizures", "easy/seizure", "What must people do when you have one?", "Say what helps."),
    needed(
        "epilepsy",
        "support",
        "easy/pa",
        "Must your PA know about seizures?",
        "A PA is a person who helps you.",
        is_so="epilepsy_trained=yes",
        after="seizures",
    ),
    needed(
        "rescue",
        "support",
        "easy/pills",
        "Do you get medicine to stop a seizure?",
        "Somebody gives it to you when you have one.",
        is_so="rescue_medicine=yes",
        after="seizures",
    ),
    _risk(
        "feeding",
        "easy/eat",
        "Is it hard for you to eat or drink?",
        "Like food that goes down the wrong way.",
        says="It is hard for me to eat or drink.",
    ),
    _risk_words("feeding", "easy/eat", "How must people help you to eat and drink?", "Say what is safe for you."),
    needed(
        "tube",
        "support",
        "easy/tube",
        "Do you get food through a tube?",
        "The tube goes into your tummy.",
        is_so="peg_feeding=yes",
    ),
    _risk("medicines", "easy/pills", "Do you take medicine?", "Like pills or drops.", says="I take medicine."),
    _risk_words("medicines", "easy/pills", "Which medicine do you take, and when?", "It is hard to know it all."),
    needed(
        "fridge",
        "clinical",
        "easy/fridge",
        "Must your medicine stay cold?",
        "Then it goes in a fridge.",
        is_so="medicines_fridge=yes",
        after="medicines",
    ),
    needed(
        "needles",
        "clinical",
        "easy/needle",
        "Do you use needles?",
        "Old needles go in a safe box.",
        is_so="sharps_disposal=yes",
        after="medicines",
    ),
    _risk(
        "breathing",
        "easy/breathe",
        "Is it hard for you to breathe?",
        "All the time, or only now and then.",
        says="It is hard for me to breathe.",
    ),
    _risk_words("breathing", "easy/breathe", "What helps you to breathe?", "Say what people must do."),
    needed(
        "oxygen",
        "clinical",
        "easy/oxygen",
        "Do you use oxygen?",
        "It is air from a bottle.",
        is_so="oxygen_allowed=yes",
    ),
    needed(
        "power",
        "clinical",
        "easy/plug",
        "Do you have a machine that must not stop?",
        "Like one that helps you to breathe.",
        is_so="backup_power=yes",
    ),
    _risk(
        "moving",
        "easy/lift",
        "Must people take care when they lift you?",
        "Like when it hurts.",
        says="People must take care when they lift me.",
    ),
    _risk_words("moving", "easy/lift", "How must people lift you?", "Say how many people it takes."),
    Question(
        "other_words",
        "health",
        "easy/health",
        "What else keeps you safe?",
        ("Like: I do not see cars. I walk off.",),
        SafetyWords("other"),
    ),
)
HELPERS = (
    needed(
        "moved",
        "support",
        "easy/lift",
        "Does somebody help you to move?",
        "Like from the bed to a chair.",
        is_so="moving_and_assisting=yes",
    ),
    needed(
        "hoist_trained",
        "support",
        "scenes/hoist",
        "Must your PA know how to use a hoist?",
        "A PA is a person who helps you.",
        is_so="hoist_trained=yes",
        after="hoist",
    ),
    wished(
        "autism",
        "support",
        "easy/pa",
        "Must your PA know about autism?",
        "If you are autistic, it can help.",
        is_so="autism_trained=yes",
    ),
    wished(
        "dementia",
        "support",
        "easy/pa",
        "Must your PA know about dementia?",
        "Then you forget a lot.",
        is_so="dementia_trained=yes",
    ),
    wished(
        "sign",
        "support",
        "easy/talk",
        "Must your PA know sign language?",
        "It is called BSL. You talk with your hands.",
        is_so="bsl=yes",
    ),
)
