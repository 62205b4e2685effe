"""``python -m flows`` was the command before 0.1.0: say where it is now."""

import sys

sys.stderr.write("python -m flows has moved; run: wirehouse (or: python -m cli)\n")
sys.exit(2)
