import sys

from tools.audit import main

sys.exit(main())
