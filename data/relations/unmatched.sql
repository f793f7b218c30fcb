-- One row a thing that found no model, biggest first within its kind and unit: charges by resource
-- (else service, account, provider; amount is the effective cost that coverage counts as not
-- matched), incidents by service (amount is their number), and endpoints, deployment targets and
-- metric labels in production (amount is the requests they served; null: nobody counts them).
-- rules are what a declared rule would select it by: one for each way in which it came.
with
cost_part as (
    select
        'cost' as kind,
        coalesce(resource, service, account, provider) as what,
        currency as unit,
        sum(effective_cost) as amount,
        count(*) as rows,
        [{
            'kind': 'cost',
            'field': case
                when resource is not null then 'resource'
                when service is not null then 'service'
                when account is not null then 'account'
            end,
            'value': what
        }] as rules,
        source
    from cost
    where
        model = '(unallocated)' and ai_scope and charge_category = 'Usage' and effective_cost > 0
    group by all
),
incident_part as (
    select
        'incident' as kind,
        coalesce(service_name, service, '(no service)') as what,
        'incidents' as unit,
        count(*)::decimal(38, 12) as amount,
        count(*) as rows,
        [{
            'kind': 'incident',
            'field': if(service is null, null, 'service'),
            'value': coalesce(service, '(no service)')
        }] as rules,
        source
    from incident
    where model = '(unallocated)'
    group by all
),
endpoint as (
    select
        coalesce(target, id) as what, source, null::double as requests,
        {'kind': 'endpoint', 'field': 'external_id', 'value': id} as rule
    from match
    where entity = 'identity' and model = '(unallocated)'
    union all
    select
        target, source, null,
        if(seen = 'deployment', {'kind': 'deployment', 'field': 'target', 'value': target}, null)
    from release
    where model = '(unallocated)'
    union all
    select slot, source, null, {'kind': 'endpoint', 'field': 'external_id', 'value': slot}
    from serving
    where model = '(unallocated)' and production and until_latest is null
    union all
    select
        label, source, if(metric = 'requests_served', value, null),
        {'kind': 'metric', 'field': 'external_id', 'value': label}
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
        list_sort(
            list(distinct rule) filter (where rule is not null)
        ) as rules,
        source
    from endpoint
    group by what, source
)
select kind, what, unit, amount, rows, rules, source
from (
    from cost_part
    union all from incident_part
    union all from endpoint_part
)
order by kind, unit, amount desc nulls last, what, source
