"""What `pip install .` runs: the book is a folder to work in, and no package."""

if __name__ == "__main__":
    raise SystemExit("Derived is a book and no package to install: run `make test` in its folder.")
