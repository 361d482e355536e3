"""The gateway of one hall: boards in, facts kept, tickets printed, everything forwarded."""
