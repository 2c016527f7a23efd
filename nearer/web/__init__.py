"""What every page shares: the look, the shell, headers, error pages, browser code."""
