"""Maillage: a sharing network for neighbours, with a toolset for their town hall."""

__version__ = "0.1.0"
