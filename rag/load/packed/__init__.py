"""Archives and compressed files, opened within limits."""
