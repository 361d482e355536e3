-- Central's database on several machines, by Citus (an extension of PostgreSQL).
--
-- Run it once, as the owner of the database, after central has made its tables (start central, or
-- `taxhall city-staff list`, once) and before halls send: rows that are there are moved while
-- everybody waits. Every key of a distributed table has the hall in it, so each group of a hall is
-- written on one machine. `taxhall` itself needs to know nothing of it.

CREATE EXTENSION IF NOT EXISTS citus;

-- What is a hall's lies with the hall.
SELECT create_distributed_table('hall', 'hall');
SELECT create_distributed_table('fact', 'hall', colocate_with => 'hall');
SELECT create_distributed_table('receipt', 'hall', colocate_with => 'hall');
SELECT create_distributed_table('record', 'hall', colocate_with => 'hall');
SELECT create_distributed_table('head', 'hall', colocate_with => 'hall');
SELECT create_distributed_table('mark', 'hall', colocate_with => 'hall');
SELECT create_distributed_table('device', 'hall', colocate_with => 'hall');

-- Whose a stream is must be unique among all halls, so every machine has the whole, short list.
SELECT create_reference_table('stream');

-- Small tables that no question joins to a hall's rows but quarantine's counts: they stay where they
-- are, at the coordinator.
SELECT citus_add_local_table_to_metadata('quarantine');
SELECT citus_add_local_table_to_metadata('counter');
