-- One row a kind of join and unit: how much found its model, of how much there is.
select join_kind, unit, matched, total
from coverage
order by join_kind, unit
