"""What the city asks of its halls: kept, sent until it is answered, and told to whoever asked.

See docs/uplink.md for what goes over MQTT. `wanted` reads what somebody writes, `asked` keeps it
for each hall, `rules` decide what is due and what holds, `sender` brings to the ingest what is due
and takes replies, `reading` tells how it stands, which `in_force` compares with what halls tell by
their facts. `untaken_day` is central's own word to a new disk, where people must hear of it.
`commanding` is the way in for pages, `web` for programs, and `askers` knows who may.
"""
