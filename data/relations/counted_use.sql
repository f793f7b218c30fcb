-- One row a thing whose requests are counted, a model or one label of a counter: since when, until
-- when, and the last day with a request. Of a model with an endpoint that has no counter it may be
-- known that it is used, not that it is unused: counted_whole is false.
with
label as (
    select distinct label from metric where metric = 'requests_served'
),
endpoint as (
    select model, id as label, target as called from match where entity = 'identity'
    union
    select model, slot, slot
    from serving
    where production and until_latest is null and slot_kind = 'endpoint'
),
uncounted as (
    -- A counter that bears the model's own name counts all of its endpoints.
    select distinct model
    from endpoint
    where
        label not in (select label from label)
        and coalesce(called, label) not in (select label from label)
        and model not in (select label from label)
),
counted as (
    select 'label' as kind, label as thing, day, value, source, tier, fetched_at
    from metric
    where metric = 'requests_served'
    union all
    select 'model', model, day, value, source, tier, fetched_at
    from metric
    where metric = 'requests_served' and model <> '(unallocated)'
)
select
    kind,
    thing,
    kind = 'label' or thing not in (select model from uncounted) as counted_whole,
    min(day) as first_day,
    max(day) as last_day,
    max(day) filter (value > 0) as last_used_day,
    list_sort(list(distinct source)) as sources,
    min(tier) as tier,
    min(fetched_at) as fetched_at
from counted
group by kind, thing
