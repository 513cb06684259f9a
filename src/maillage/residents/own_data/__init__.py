"""What is known of a person, to take away or to erase: made from the data catalogue, so that nothing is forgotten."""
