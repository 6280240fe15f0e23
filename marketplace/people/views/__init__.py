"""Pages about people, by what somebody comes for: a person, adding one, the profile, who helps, support plans."""

from marketplace.people.views import (
    adding,
    caring,
    easy,
    erasing,
    invitations,
    persons,
    powers,
    profile,
    representations,
    support_plans,
    versions,
)
from marketplace.people.views.blueprint import blueprint

__all__ = [
    "adding",
    "blueprint",
    "caring",
    "easy",
    "erasing",
    "invitations",
    "persons",
    "powers",
    "profile",
    "representations",
    "support_plans",
    "versions",
]
