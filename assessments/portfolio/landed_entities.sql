-- One row an entity that some connected source brings, whether or not it has rows now.
select distinct entity from landed.manifest
