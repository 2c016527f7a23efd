"""English dates as both sides of an ocean read them alike: 22 November 2026."""

DATE_FORMAT = "j F Y"
MONTH_DAY_FORMAT = "j F"
