"""What passes between the two by the way: how I am, thanks, good news, a line, and how it is met."""
