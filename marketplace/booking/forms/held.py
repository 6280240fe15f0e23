"""The form that puts the three-way agreement of an ISF on file."""

from marketplace.people.offers import FIRST_DAY, LAST_DAY
from marketplace.web.fields import Day
from marketplace.web.forms import Form
from marketplace.web.uploads import Paper


class HeldForm(Form):
    """One agreement, signed by all three."""

    signed_on = Day("Signed by all three on", first=FIRST_DAY, last=LAST_DAY, needed="Enter the day it was signed")
    review_on = Day("To be looked at again by", first=FIRST_DAY, last=LAST_DAY, needed="Enter the day of the review")
    paper = Paper("The agreement")
