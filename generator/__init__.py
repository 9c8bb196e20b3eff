"""Turns an article with data behind it into a bilingual static site."""

__version__ = "0.1.0"
