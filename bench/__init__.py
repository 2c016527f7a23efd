"""Speed and size, measured on the real program: `make bench`."""
