"""One question in easy read: an answer is one press of a big button; some questions take words as well."""

from marketplace.people.easy.questions import HELP, SAID, UNSURE, Note, Question
from marketplace.people.writing import LONGEST_HELPED_BY, LONGEST_NOTE, LONGEST_SAFETY_NOTE
from marketplace.web.fields import OneOf, Words
from marketplace.web.kept import KeptForm


class EasyForm(KeptForm):
    """``answer`` is the button that was pressed; whether it is one of the question's the service says."""

    answer = OneOf("Your answer", choices=[])
    words = Words("Write it here", most=LONGEST_SAFETY_NOTE, lines=5)

    def __init__(self, question: Question, *, words: str, seen: str, is_self: bool) -> None:
        super().__init__(data={"words": words, "seen": seen})
        own = [choice.id for choice in question.choices] + ([SAID] if question.has_words else [])
        self.answer.choices = [(one, one) for one in (*own, HELP, UNSURE)]
        if question.is_who:
            self.words.label.text = "Who helps you?"
            self.words.most, self.words.is_one_line = LONGEST_HELPED_BY, True
            if not is_self:
                del self.words
        elif not question.has_words:
            del self.words
        elif isinstance(question.about, Note):
            self.words.most = LONGEST_NOTE
