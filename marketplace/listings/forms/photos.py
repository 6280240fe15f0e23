"""The forms that take photographs in, and that ask what one shows."""

from collections.abc import Iterator
from typing import Self

from flask_wtf.file import MultipleFileField
from govuk_frontend_wtf.wtforms_widgets import GovFileInput
from werkzeug.datastructures import FileStorage

from marketplace.files import Upload
from marketplace.listings.forms.kept import KeptForm
from marketplace.listings.models import Listing, Photo
from marketplace.listings.models.photo import LONGEST_WORDS
from marketplace.listings.services.photos import Telling
from marketplace.listings.showing import provable
from marketplace.photographs import LARGEST_BYTES
from marketplace.web.fields import Ticks, Words
from marketplace.web.forms import Form
from marketplace.web.uploads import at_most

MOST_AT_ONCE = 12


class PhotosForm(Form):
    """Some photos, sent together. Each is looked at by itself: ``refused`` says what is wrong with which."""

    refused: tuple[str, ...] = ()

    photos = MultipleFileField(
        "Photos",
        widget=GovFileInput(multiple=True),
        description=f"Choose one or several. JPEG, PNG or WebP. {at_most(LARGEST_BYTES)} each.",
        render_kw={"accept": "image/jpeg,image/png,image/webp"},
    )

    def validate_photos(self, field: MultipleFileField) -> None:
        """At least one, and no more than can be worked on at once."""
        count = len(self._sent)
        if not count:
            field.errors = ["Choose a photo"]
        elif count > MOST_AT_ONCE:
            field.errors = [f"Send at most {MOST_AT_ONCE} photos at once. You chose {count}"]

    def refuse(self, refused: list[str]) -> None:
        """Say at the field what is wrong with one, or that several cannot be taken: the page names each."""
        self.refused = tuple(refused)
        if len(refused) > 1:
            refused = [f"{len(refused)} of these cannot be taken. Below is why"]
        self.photos.errors = refused

    @property
    def uploads(self) -> Iterator[Upload]:
        """What was chosen, one after another. Read a byte beyond the most, so that more is seen and refused."""
        for sent in self._sent:
            yield Upload(sent.filename or "", sent.stream.read(LARGEST_BYTES + 1))

    @property
    def _sent(self) -> list[FileStorage]:
        return [one for one in self.photos.data or () if isinstance(one, FileStorage) and one.filename]


class TellingForm(KeptForm):
    """What one photo shows."""

    words = Words(
        "What does the photo show?",
        most=LONGEST_WORDS,
        needed="Say what the photo shows",
        lines=3,
        hint="For people who cannot see it. For example: The bed from the door, with the hoist over it.",
    )
    proves = Ticks(
        "Which of these can be seen on it?",
        choices=(),
        hint="Tick what the photo proves. Hold a tape measure in the picture where a number counts.",
    )

    @classmethod
    def drawn(cls, photo: Photo, listing: Listing, *, seen: str) -> Self:
        """The form as the photo has it, or as it was sent."""
        return cls(data={**cls._typed(photo), "seen": seen}).suited(listing)

    @classmethod
    def kept(cls, photo: Photo, listing: Listing) -> Self:
        """The form as the photo has it, whatever was sent."""
        return cls(formdata=None, data=cls._typed(photo)).suited(listing)

    @classmethod
    def _typed(cls, photo: Photo) -> dict[str, object]:
        return {"words": photo.words, "proves": list(photo.fact_ids)}

    def suited(self, listing: Listing) -> Self:
        """Ask for the key facts of the listing's kind; where it has none, not at all."""
        kinds = provable(listing.kind)
        self.proves.choices = {kind.id: kind.label for kind in kinds}
        if not kinds:
            del self.proves
        return self

    @property
    def telling(self) -> Telling:
        """What was said."""
        return Telling(self.words.data or "", tuple(self.proves.data or ()) if "proves" in self else ())
