"""The metric themes of this article: its claims' numbers, by the same registry as all others."""
