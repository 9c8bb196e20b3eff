"""All formatting of numbers and dates, and the grammar that follows from it."""
