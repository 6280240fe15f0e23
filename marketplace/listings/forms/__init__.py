"""Forms of supply: fields, labels, and the wording of what is wrong with them."""
