"""`python -m makemore`."""

import sys

from makemore.command_line import main

sys.exit(main())
