"""Each view is a few lines: obtain through access, call an action or a query, render."""
