"""Thanks and words after an exchange, and the ledger of what was sold or rented."""
