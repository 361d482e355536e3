"""Golden bytes of the link; `python -m tools.vectors` writes them."""
