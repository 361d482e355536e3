"""The rules of a hall. Sans-I/O: a request and the state come in, a fact or a reason comes out.

`decide_*` says what happens, `apply` says what it changes; one module per noun holds both, and
`fold` is the table from a fact's type to its `apply`. Nothing here reads a clock, a port or a file,
so a restart, a replay and a test are the same path.
"""
