"""What the city asks of its halls: kept, sent until it is answered, and told to whoever asked.

See docs/uplink.md for what goes over MQTT. `rules` decide, `table` keeps, `sender` brings to the
ingest what is due and takes replies, `asking` is the way in for people and programs.
"""
