"""Envelopes that the server keeps and cannot open. docs/sealing.md tells the whole of it."""
