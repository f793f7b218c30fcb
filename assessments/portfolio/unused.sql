-- One row a model, or a resource that found none, and currency, whose cost of the 30 days to the
-- last landed day paid for no request that is known of: state is unused where a counter says so,
-- unknown where nobody counts. Costliest first.
select thing, currency, state, effective_cost, last_used_day
from spend_use
where state <> 'used'
    and ($models::varchar[] is null or thing in (select unnest($models::varchar[])))
order by effective_cost desc, thing, currency, state
