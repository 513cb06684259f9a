"""Wants that meet offers: saved searches and open requests."""
