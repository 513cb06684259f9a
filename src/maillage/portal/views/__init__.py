"""What composes the domains into pages: landing and home, communes, search, the pages a French site must have."""
