"""For developers: the same as `gongkai manage …`."""

import sys

from gongkai.cli import main

main(["manage", *sys.argv[1:]])
