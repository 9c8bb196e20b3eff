"""The states of the article: which words a reader sees follows from them.

One module per section, each exporting ``STATES``; ``engine.collect`` gathers them.
"""
