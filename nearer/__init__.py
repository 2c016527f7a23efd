"""Nearer: software in which two people grow emotionally close, a few minutes a day."""
