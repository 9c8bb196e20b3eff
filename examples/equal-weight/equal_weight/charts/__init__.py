"""Charts of this article."""
