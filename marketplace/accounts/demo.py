"""What the demo's loader and the sign-in page both know."""

DEMO_PASSWORD = "a break by the river"  # noqa: S105 - of the invented people of the demo, printed for everybody
"""What every invented person signs in with."""
