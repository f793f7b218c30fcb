-- One row a thing that watches a model; (unallocated) where its label means no model.
select
    match.model,
    monitor.monitor,
    monitor.kind,
    coalesce(monitor.title, monitor.monitor) as title,
    monitor.enabled,
    monitor.last_value_at,
    monitor.reverts,
    monitor.url,
    monitor.source,
    trust.tier,
    monitor.fetched_at
from landed.monitor as monitor
join match
    on match.entity = 'monitor'
    and match.source = monitor.source
    and match.id = monitor.model
join source_trust as trust on trust.source = monitor.source
