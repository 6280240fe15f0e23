"""What stands of payouts: those of a provider, those that the card firm sends, and what finance pays out by bank."""
