"""An article's folder: read, checked, and put together for a date."""
