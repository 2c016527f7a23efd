"""Sessions for two: guided, timed, on one phone or on two that stay together."""
