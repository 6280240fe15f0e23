"""What every sort of numbered paper does."""
