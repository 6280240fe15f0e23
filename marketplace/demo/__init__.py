"""The demo: invented people, providers, listings and money, put into an empty database by the site's own services.

What there is stands in ``data/demo`` and is read by ``supply_texts`` and ``people_texts``; how it gets in is code here.
Days are counted from the day of loading, so that a demo is never out of date. No other package knows of this one; only
the command does.
"""
