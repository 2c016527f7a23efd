"""From "it runs on my computer" to "both phones have it": what is there, what to do next, and https for a home network.

Browsers seal only over https. Where no domain, Tailscale or proxy gives a certificate, Nearer makes an authority of
its own that can vouch for a home network and for nothing else.
"""
