"""The only code that reaches the network: one module per source."""
