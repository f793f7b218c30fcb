-- One row a thing that found no model, biggest first within its kind and unit.
select kind, what, unit, amount, rows, rules, source
from unmatched
