"""The committed data: its form, and a frozen view of it as it was known at a date."""
