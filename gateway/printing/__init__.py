"""From a ticket to its paper: text, layout, printers and the spool."""
