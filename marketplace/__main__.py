"""The ``marketplace`` command as a shell starts it."""

from marketplace import memory

with memory.lasting():
    from marketplace.cli import main

if __name__ == "__main__":
    main()
