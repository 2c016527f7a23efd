"""Moving house: a space, sealed as it is, from one server to another. How and why: docs/moving.md."""
