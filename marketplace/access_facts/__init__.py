"""Access facts: what can be known about a place, PA or vehicle, what somebody needs of it, and what suits whom. Pure.

    kinds      the kinds of listing
    catalogue  every fact there can be (data/access_facts.csv)
    facts      values: four-valued, with how each is known
    needs      what somebody needs, avoids or would like
    match      how one meets the other, and why

Knows no tables: ``people`` keeps needs, ``listings`` keeps facts, and both speak of them in these words.
"""
