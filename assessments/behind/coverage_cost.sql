-- One row a thing in the bill whose cost found no model, the dearest first: what coverage counts as
-- not matched, in one currency.
select
    what,
    unit as currency,
    amount as effective_cost,
    rows as charges,
    source,
    count(*) over () as total
from unmatched
where kind = 'cost' and unit = $unit
order by amount desc nulls last, what, source
limit $most
