"""The tests. Which kinds there are and what each may use: CONTRIBUTING.md."""
