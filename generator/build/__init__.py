"""A build from the snapshot to the finished site, its preview and its audit."""
