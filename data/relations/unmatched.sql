-- One row a thing that found no model, biggest first within its kind and unit: charges by resource
-- (else service, account, provider; amount is the effective cost that coverage counts as not
-- matched), incidents by service (amount is their number), and endpoints, deployment targets and
-- metric labels in production (amount is the requests they served; null: nobody counts them).
with
cost_part as (
    select
        'cost' as kind,
        coalesce(resource, service, account, provider) as what,
        currency as unit,
        sum(effective_cost) as amount,
        count(*) as rows,
        source
    from cost
    where
        model = '(unallocated)' and ai_scope and charge_category = 'Usage' and effective_cost > 0
    group by what, currency, source
),
incident_part as (
    select
        'incident' as kind,
        coalesce(service_name, service, '(no service)') as what,
        'incidents' as unit,
        count(*)::decimal(38, 12) as amount,
        count(*) as rows,
        source
    from incident
    where model = '(unallocated)'
    group by what, source
),
endpoint as (
    select coalesce(target, id) as what, source, null::double as requests
    from match
    where entity = 'identity' and model = '(unallocated)'
    union all
    select target, source, null from release where model = '(unallocated)'
    union all
    select slot, source, null
    from serving
    where model = '(unallocated)' and production and until_latest is null
    union all
    select label, source, if(metric = 'requests_served', value, null)
    from metric
    where model = '(unallocated)'
),
endpoint_part as (
    select
        'endpoint' as kind,
        what,
        'requests' as unit,
        try_cast(sum(requests) as decimal(38, 12)) as amount,
        count(*) as rows,
        source
    from endpoint
    group by what, source
)
select kind, what, unit, amount, rows, source
from (
    from cost_part
    union all from incident_part
    union all from endpoint_part
)
order by kind, unit, amount desc nulls last, what, source
