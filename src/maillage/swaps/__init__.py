"""Some of mine against some of yours: all together or none."""
