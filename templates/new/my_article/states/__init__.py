"""Words that the data choose, each a state."""
