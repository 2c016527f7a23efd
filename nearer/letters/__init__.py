"""Letters: for now, for a day and an hour of the reader's, or for when the reader needs one."""
