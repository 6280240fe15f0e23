"""Who people are, which organisation they act for, and what they may do. Knows nothing of breaks, listings or money."""
