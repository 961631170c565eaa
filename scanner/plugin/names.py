"""What the id of a check or a probe looks like."""

import re

ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
