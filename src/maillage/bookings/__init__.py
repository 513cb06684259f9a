"""One person’s reservation of a listing for a period: no two at once."""
