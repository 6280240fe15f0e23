"""iCalendar text to and from the times it takes. Knows no database, no space and no booking.

    text         bytes to lines to components, however broken
    values       days, times, lengths
    zones        names of time zones to zones
    rule         RRULE as written
    repeats      the starts of a rule, within a budget of steps
    events       one VEVENT to an event
    occurrences  the events of one UID to the times they take
    feed         all of it: read_feed
    taken        times to the nights or hours of a space
    export       times taken to a feed of our own: write_feed
    plan         what somebody is to do when, as a file for their own calendar: write_plan
    check        what a file would block

The usual readers stop at the first broken line of a feed, or can be made to count until the year 9999; a feed comes
from a stranger and decides what may be booked. So the reading is our own: one bad line costs one line, every step is
counted, and tests hold it against two other readers. Writing is icalendar's.
"""

from marketplace.calendars.check import Check, check
from marketplace.calendars.events import hash_of
from marketplace.calendars.export import Stretch, write_feed
from marketplace.calendars.feed import Feed, Status, read_feed
from marketplace.calendars.occurrences import Occurrence
from marketplace.calendars.plan import MEDIA_TYPE, Entry, write_plan
from marketplace.calendars.taken import hours_taken, nights_taken

__all__ = [
    "MEDIA_TYPE",
    "Check",
    "Entry",
    "Feed",
    "Occurrence",
    "Status",
    "Stretch",
    "check",
    "hash_of",
    "hours_taken",
    "nights_taken",
    "read_feed",
    "write_feed",
    "write_plan",
]
