-- One row a thing that AI spend went to (spend_use), a model or a resource without one, and
-- currency, dearest first: whether it answered a request in the 30 days, null where nobody counts.
select
    thing as what,
    effective_cost,
    effective_cost / sum(effective_cost) over (partition by currency) as share,
    case state when 'used' then true when 'unused' then false end as used,
    last_used_day,
    counted_since,
    currency,
    (day - interval 29 day)::date as first_day,
    day as last_day,
    sources
from spend_use
order by effective_cost desc, thing, currency
