"""Supply: providers, what they offer, access facts, registrations, diaries and search. Knows nothing of breaks or money."""
