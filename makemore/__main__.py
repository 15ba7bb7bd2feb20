"""`python -m makemore`."""

import sys

from makemore.opening import main

if __name__ == "__main__":
    sys.exit(main())
