"""Calculators of this article: tables that are filled at build, forms where scripts run."""
