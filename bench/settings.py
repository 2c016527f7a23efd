"""The product with two bare views beside it, which its pages are measured against, and without limits for one address:
all who knock here come from the same.
"""

from nearer.settings import *  # noqa: F403
from nearer.settings import INSTALLED_APPS

ROOT_URLCONF = "bench.urls"
INSTALLED_APPS = [*INSTALLED_APPS, "bench"]
ACCOUNT_RATE_LIMITS = False
