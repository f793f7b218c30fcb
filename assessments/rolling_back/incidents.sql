-- One row an incident of the last 365 days, the longest first, with the hours that it counts for:
-- to its end, or to now where it is open. model is null where it found none.
select
    case when i.model <> '(unallocated)' then i.model end as model,
    coalesce(m.production, false) as production,
    i.incident,
    i.title,
    i.severity,
    i.opened_at,
    i.resolved_at,
    epoch(coalesce(i.resolved_at, $now::timestamp) - i.opened_at) / 3600 as hours,
    i.url,
    i.source
from incident i
left join model m on m.model = i.model
where i.opened_at > $now::timestamp - interval 365 day and i.opened_at <= $now::timestamp
    and ($models::varchar[] is null or i.model in (select unnest($models::varchar[])))
order by hours desc, i.incident, i.source
