"""The golden breaks A, B and C through the site as each of the people in them: `make demo`.

``site`` runs the site; a ``visitor`` is one person at a browser without script; ``proof`` says what was seen against
what it must be; ``post`` opens letters. Each break is a module that reads as what its people do, one after another.

Knows the site only by its pages and letters: nothing here asks the database, a service or a query.
"""
