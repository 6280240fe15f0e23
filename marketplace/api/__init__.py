"""What other programs may read: published listings as open data, in the shapes of standards that others use too.

``entries`` writes Open Referral UK (HSDS-UK 3.0), ``a11y`` writes A11yJSON; ``terms`` are the categories, ``identity``
the ids, ``parameters`` and ``asked`` what may be asked. Nothing here writes to the database, and nothing here knows
more of a listing than its public page shows.
"""
