"""One small module for each reader of results."""
