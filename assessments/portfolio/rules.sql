-- One row a declared rule: what it selects, of which source (null: of any), and whose it is; and one
-- row (kind model) a name that a person declared.
select distinct kind, field, value, in_source, model, share
from landed.selector
union
select 'model', null, null, null, model, null
from landed.model
where declared
order by all
