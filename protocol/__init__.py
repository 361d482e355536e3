"""The languages that the parts of taxhall speak to each other. Imports nothing of ours."""
