"""The measure of reading age."""

from tests.reading import MOST_YEARS, prose_of, read


def test_short_words_in_short_sentences_are_for_young_readers() -> None:
    young = read("I go to the sea. It is fun. You can come too. We eat fish and chips on the sand.")
    old = read("Notwithstanding administrative complications, reimbursement necessitates appropriate documentation.")
    assert young.age < MOST_YEARS - 3 < MOST_YEARS + 3 < old.age
    assert read("He needed the house. The places closed. A little table.").syllables == 14


def test_what_people_wrote_themselves_and_facts_are_not_prose() -> None:
    page = "<main><h1>Title here.</h1><p>One short sentence.</p><dl><dd>A fact.</dd></dl><q>Theirs.</q></main>"
    assert prose_of(f"<!DOCTYPE html><body>{page}") == "One short sentence."
