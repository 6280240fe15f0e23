"""Breaks: lines from several providers, paid from several pots, held, agreed and confirmed together.

The conductor: ``listings`` own the diaries and ``budgets`` the money, and neither knows of the other; only this package
takes both or neither. Pure modules say what follows (``lifecycle``, ``cover``, ``shares``, ``agreements``); services do
it, one transaction each; queries say who sees what of it.
"""
