"""Many listings at once, as a CSV file: a row for each listing, a column for each answer. Pure.

``text`` reads bytes to cells and back, ``cells`` one cell, ``columns`` is the table of all of them, ``rows`` compares a
row with the listing it speaks of. Who may send one, and what becomes of it, is for ``services/sheets``.
"""
