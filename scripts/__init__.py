"""Programs for the checkout itself: set-up, serving it here, its checks, its data files."""
