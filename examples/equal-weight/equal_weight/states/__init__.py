"""Words that the data choose in this article's sentences."""
