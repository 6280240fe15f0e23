"""The papers of a listing in words: those that its public page shows. Pure."""

from marketplace.listings.models import Listing, Registration


def paper_words(listing: Listing, registration: Registration | None) -> list[str]:
    """Each paper in a sentence without its full stop."""
    words = []
    if listing.licence_number:
        words.append(f"Short-term let licence {listing.licence_number}")
    elif listing.licence_exemption:
        words.append(f"No short-term let licence needed: {listing.licence_exemption}")
    if listing.energy_rating:
        words.append(f"Energy rating {listing.energy_rating}")
    if registration is not None:
        words += _registration_words(registration)
    return words


def _registration_words(registration: Registration) -> list[str]:
    state = "Registered" if registration.is_active else "No longer registered"
    sort = ", ".join(filter(None, (registration.service_type, registration.subtype)))
    grades = ", ".join(f"{question.replace('_', ' ')} {grade}" for question, grade in registration.grades.items())
    graded = f" on {registration.graded_on.isoformat()}" if registration.graded_on else ""
    return [
        f"{state} with the Care Inspectorate: {sort}, number {registration.number}",
        f"Grades from 1 to 6{graded}: {grades}" if grades else "Not yet graded",
    ]
