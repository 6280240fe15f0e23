"""Persons and carers: their profile of needs, who may act for whom, support plans and what matters to them."""
