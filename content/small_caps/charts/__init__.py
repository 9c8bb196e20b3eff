"""The charts of the report: a module each, with its frame and its drawing."""
