-- A hall's facts in the order in which they have arrived, for tallies that are kept up.
CREATE INDEX fact_by_arrival ON fact (hall);
