"""How somebody shows that they live where they say: the only code, with its owner's own pages, that reads the vault."""
