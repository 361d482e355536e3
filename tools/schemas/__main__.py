"""`python -m tools.schemas`."""

import sys

from tools.schemas.files import main

sys.exit(main())
