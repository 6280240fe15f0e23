"""Supply: providers, what they offer, access facts, registrations, diaries, search. Knows nothing of breaks."""
