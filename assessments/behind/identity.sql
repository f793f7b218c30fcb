-- One row an endpoint as its source knows it, a label that requests were counted under in the last
-- 30 days, or a target that was deployed to in a year: those of no model first. Of one model, or of
-- all where none is named.
with
endpoint as (
    select
        match.model,
        identity.external_id as endpoint,
        identity.name,
        'listed' as seen_as,
        null::double as requests,
        match.method,
        match.rule,
        identity.url,
        identity.source,
        identity.fetched_at
    from landed.identity as identity
    join match
        on match.entity = 'identity'
        and match.source = identity.source
        and match.id = identity.external_id
    where identity.kind = 'endpoint'
    union all
    select
        model, label, null, 'requests counted', sum(value), null, null, null, source,
        max(fetched_at)
    from metric
    where metric = 'requests_served' and value > 0
        and day > $now::date - 30 and day <= $now::date
    group by model, label, source
    union all
    select
        model, target, null, 'deployed to', null, null, null, null, source, max(fetched_at)
    from release
    where target is not null and seen = 'deployment'
        and released_at > $now::timestamp - interval 365 day and released_at <= $now::timestamp
    group by model, target, source
)
select
    model,
    endpoint,
    name,
    seen_as,
    requests,
    model in (select model from model where registered or declared) as in_inventory,
    method,
    rule,
    url,
    source,
    fetched_at,
    count(*) over () as total
from endpoint
where ($model::varchar is null or model = $model)
order by model <> '(unallocated)', endpoint, seen_as
limit $most
