-- One row a thing that may belong to a model: charges alike, an incident, a service, a deployment,
-- an endpoint, or the label of a metric or a monitor. kind is the word that declared rules use;
-- entity says where it landed (service: with the identities, or in who is on call for it).
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
    select distinct 'monitor', 'metric', source, model, null, null, null, null, model, model, null
    from landed.monitor
    union all
    select distinct 'service', 'incident', source, id, null, id, null, null, model, model, null
    from (
        select source, external_id as id, null as model from landed.identity where kind = 'service'
        union all select source, service, model from landed.on_call
    )
    union all
    select distinct
        'assignment', 'endpoint', source, slot, null, null, null, null, model, model, null
    from landed.assignment
    union all
    select distinct
        'spend_limit', 'cost', source, target, target, null, target, null, model, model, null
    from landed.spend_limit
    union all
    select 'identity', 'endpoint', source, external_id, null, null, null, null, name, model, tags
    from landed.identity
    where kind = 'endpoint'
)
select row_number() over () as subject, * from thing
