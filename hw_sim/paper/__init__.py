"""A thermal head and its paper: ESC/POS bytes become text and a picture."""
