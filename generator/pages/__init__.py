"""Pages: everything a browser, a feed reader or a program gets to see, as files by path."""
