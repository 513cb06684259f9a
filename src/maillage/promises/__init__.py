"""A thing given or sold, promised to one person; the others wait in order."""
