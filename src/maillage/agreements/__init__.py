"""What two people agreed on about a thing lent: its condition, its handover, its return."""
