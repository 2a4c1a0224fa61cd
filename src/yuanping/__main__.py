"""``python -m yuanping`` is the ``yuanping`` command."""

from yuanping.cli.main import main

main()
