"""What reaches a person, by which channel, and when."""
