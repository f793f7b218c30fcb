-- One row a thing that may belong to a model: charges alike, an incident, a deployment, an endpoint
-- or a metric's label. kind is the word that declared rules use; entity says where it landed.
with
thing as (
    select distinct
        'cost_daily' as entity, 'cost' as kind, source, null::varchar as id, resource, service,
        account, sku, null::varchar as target, null::varchar as model, tags
    from landed.cost_daily
    union all
    select 'incident', 'incident', source, incident, null, service, null, null, null, model, tags
    from landed.incident
    union all
    select
        'deployment', 'deployment', source, deployment, null, null, null, null, target, model, null
    from landed.deployment
    union all
    select distinct
        'metric_daily', 'metric', source, model, null, null, null, null, model, model, null
    from landed.metric_daily
    union all
    select distinct
        'assignment', 'endpoint', source, slot, null, null, null, null, model, model, null
    from landed.assignment
    union all
    select 'identity', 'endpoint', source, external_id, null, null, null, null, name, model, tags
    from landed.identity
    where kind = 'endpoint'
)
select row_number() over () as subject, * from thing
