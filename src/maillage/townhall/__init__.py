"""The town's own channel: who opens it, who speaks in it, to whom, and what was done in its name."""
