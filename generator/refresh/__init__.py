"""Fetching, checking and replacing: what refresh.py is made of."""
