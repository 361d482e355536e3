-- A database for central, once, by a superuser: psql -f setup.sql
-- It asks for the new password of the role taxhall, and sends no more of it than a digest. To give
-- another one later: psql -c '\password taxhall'
-- Central makes and brings up its tables by itself; it owns its database and nothing else.
\set ON_ERROR_STOP on

CREATE ROLE taxhall LOGIN
    NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS CONNECTION LIMIT 100;
-- For those who read figures with tools of their own: reader.sql lets it.
CREATE ROLE taxhall_reader NOLOGIN;

CREATE DATABASE taxhall OWNER taxhall TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8';
REVOKE ALL ON DATABASE taxhall FROM PUBLIC;
GRANT CONNECT ON DATABASE taxhall TO taxhall_reader;

\connect taxhall
REVOKE ALL ON SCHEMA public FROM PUBLIC;
ALTER SCHEMA public OWNER TO taxhall;
GRANT USAGE ON SCHEMA public TO taxhall_reader;

\password taxhall
