"""What belongs to this article alone."""
