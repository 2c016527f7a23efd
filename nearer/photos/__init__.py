"""Photos that go with what was written: sealed in the browser, kept as files that are no pictures to anyone else."""
