"""Lull: short breaks that suit you.

``app`` wires the web site and ``cli`` the command; ``worker`` does what is owed after commit. ``accounts``,
``people``, ``listings`` and ``rules`` are the features so far, each with its models, pure rules, queries, services,
forms and views; ``api`` is the open data, ``web`` the presentation kit. The small modules beside them (``db``,
``money``, ``periods``, ``geo`` ...) know no feature. Who may import whom is a contract in pyproject.toml.
"""
