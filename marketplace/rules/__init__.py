"""The law as data: what each rule says, from when, on which facts, with which settings. Decides nothing by itself.

``registry`` lists the rules that run. Each module holds the rules of one subject as pure functions; ``results`` is what
they answer, ``settings`` the dated values they use. ``models`` keeps settings and what was answered.
"""
