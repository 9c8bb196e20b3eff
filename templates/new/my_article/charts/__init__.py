"""Charts of this article: a module each, with a frame and a drawing."""
