"""My article: its own metrics, claims, states and charts, read off by the generator."""
