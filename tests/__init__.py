"""What is tried from outside: a running site, a real browser, every address at once."""
