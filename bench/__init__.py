"""The budgets of DESIGN.md 7, measured: `make bench`, or `python -m bench NAME …` for some."""
