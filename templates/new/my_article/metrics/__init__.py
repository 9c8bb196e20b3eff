"""Metrics of this article: a function with @family each."""
