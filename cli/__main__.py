"""``python -m cli`` is ``wirehouse``."""

from cli.main import main

if __name__ == "__main__":
    main()
