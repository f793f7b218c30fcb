-- One row a spike and a release or an incident of its model that stood beside it: a release within
-- three days before the spike or on its first day; an incident that was opened in that time, or was
-- open then. What stands beside a spike need not be its cause.
with
event as (
    select
        model, 'release' as kind, release as event,
        coalesce('version ' || version, release) as title,
        released_at as happened_at, released_at as until, url, source
    from release
    where model <> '(unallocated)'
    union all
    select
        model, 'incident', incident, title, opened_at, coalesce(resolved_at, opened_at), url,
        source
    from incident
    where model <> '(unallocated)'
)
select
    cost_spike.model,
    cost_spike.currency,
    cost_spike.first_day,
    event.kind,
    event.event,
    event.title,
    event.happened_at,
    event.url,
    event.source
from cost_spike
join event
    on event.model = cost_spike.model
    and event.happened_at < cost_spike.first_day + interval 1 day
    and event.until >= cost_spike.first_day - interval 3 day
