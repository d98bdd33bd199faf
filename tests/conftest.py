"""A slow machine is no failure: no example that Hypothesis tries has a deadline."""

from hypothesis import settings

settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
