"""What is happening now, told to open pages.

Rows carry a number that grows with every change; an event only says "the number is now n", and the page asks for what
it missed. So a lost event is harmless, and a page that hears no events asks every few seconds instead.
"""
