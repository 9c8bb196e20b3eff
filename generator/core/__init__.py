"""What every room stands on: errors, values, months, settings, inputs and cache."""
