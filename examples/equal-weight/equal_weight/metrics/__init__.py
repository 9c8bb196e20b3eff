"""Numbers that only this article needs."""
