"""The `taxhall` program and the tools of technicians and developers."""
