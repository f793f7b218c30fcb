-- One row a thing that AI spend went to, a model or a resource without one, and currency, in the 30
-- days that end with the last landed day of cost: whether it was used. used: it answered a request
-- in these days; unused: its requests were counted all along, and there was none; else unknown. A
-- counter of the resource itself goes before that of its model.
with
last_day as (
    select max(day) as day from cost where charge_category = 'Usage'
),
spend as (
    select
        cost.currency,
        cost.model,
        cost.resource,
        last_day.day,
        sum(cost.effective_cost) as effective_cost,
        min(cost.fetched_at) as fetched_at,
        list(distinct cost.source) as sources,
        min(cost.tier) as tier
    from cost
    cross join last_day
    where
        cost.ai_scope
        and cost.charge_category = 'Usage'
        and cost.effective_cost > 0
        and cost.day > last_day.day - interval 30 day
    group by cost.currency, cost.model, cost.resource, last_day.day
),
counted as (
    select spend.*, if(own.thing is null, of_model, own) as use
    from spend
    left join counted_use as own on own.kind = 'label' and own.thing = spend.resource
    left join counted_use as of_model on of_model.kind = 'model' and of_model.thing = spend.model
),
judged as (
    select
        counted.* exclude (use),
        use.first_day as counted_since,
        use.last_used_day,
        case
            when use.last_used_day > day - interval 30 day then 'used'
            when
                use.counted_whole
                and use.first_day <= day - interval 29 day
                and use.last_day >= day - interval 7 day
                then 'unused'
            else 'unknown'
        end as state,
        use.sources as use_sources,
        use.tier as use_tier,
        use.fetched_at as use_fetched_at
    from counted
)
select
    currency,
    if(model = '(unallocated)', coalesce(resource, '(no resource)'), model) as thing,
    day,
    state,
    sum(effective_cost) as effective_cost,
    min(counted_since) as counted_since,
    max(last_used_day) as last_used_day,
    list_sort(
        list_distinct(
            flatten(list(list_concat(sources, coalesce(use_sources, []::varchar[]))))
        )
    ) as sources,
    least(min(tier), min(use_tier)) as tier,
    least(min(fetched_at), min(use_fetched_at)) as fetched_at
from judged
group by all
