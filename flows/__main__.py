"""``python -m flows`` was the command until 0.1.0: say where it is now."""

import sys

sys.exit("python -m flows has moved: run  wirehouse  or  python -m cli")
