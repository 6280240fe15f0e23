"""Forms about people: fields, labels, and the wording of what is wrong with them."""
