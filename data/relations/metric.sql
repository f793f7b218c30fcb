-- One row a measured number of one day for a model; (unallocated) where its label means no model.
select
    match.model,
    metric.metric,
    metric.day,
    metric.value,
    metric.unit,
    metric.model as label,
    metric.source,
    trust.tier,
    metric.fetched_at
from landed.metric_daily as metric
join match
    on match.entity = 'metric_daily'
    and match.source = metric.source
    and match.id = metric.model
join source_trust as trust on trust.source = metric.source
