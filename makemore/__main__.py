"""`python -m makemore`."""

import sys

from makemore.command_line import main

if __name__ == "__main__":
    sys.exit(main())
