"""Every page, seen: pictures for people, and what a machine can say of them (axe, HTML, width, the console)."""
