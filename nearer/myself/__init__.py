"""A place of one's own: a journal, aims, and plans of kindness. Nobody else learns that there is anything in it."""
