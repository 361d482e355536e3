-- Central's database on several machines, by Citus (an extension of PostgreSQL).
--
-- This was not tried: the tests know no Citus. What it rests on was: every key of a table that is
-- distributed here has the hall in it, and a group of facts is written hall by hall. Try it on a
-- copy, with the halls' own load, before a country rests on it.
--
-- Run it once, by a superuser, after central has made its tables (start central, or `taxhall
-- city-staff list`, once) and before halls send: rows that are there are moved while everybody
-- waits. After an upgrade that brings a new table, that table is the coordinator's alone. `taxhall`
-- itself needs to know nothing of it.
\set ON_ERROR_STOP on

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

-- Small tables that stay where they are, at the coordinator. Workers are there by the dozen, people
-- of the city by the hundred. Commands (asking, asking_part, command, birth) are a few for each hall
-- and day; whoever is due is looked for among all halls, so one machine has them all.
SELECT citus_add_local_table_to_metadata('quarantine');
SELECT citus_add_local_table_to_metadata('counter');
SELECT citus_add_local_table_to_metadata('worker');
SELECT citus_add_local_table_to_metadata('account', cascade_via_foreign_keys => true);  -- and session
SELECT citus_add_local_table_to_metadata('trail');
SELECT citus_add_local_table_to_metadata('asking');
SELECT citus_add_local_table_to_metadata('asking_part');
SELECT citus_add_local_table_to_metadata('command');
SELECT citus_add_local_table_to_metadata('birth');
