-- # One row a production model whose serving version was measured by group: whether each group has
-- # a limit and keeps it, by the last number of each metric. One that is broken settles it; a group
-- # without a limit on record leaves it open.
-- title = "Every group keeps to its limits"
-- unit = "yes or no"
-- needs = ["evaluation", "assignment"]
-- per = "model"
-- kind = "fact"
-- ttl_days = 30
with
latest as (
    select
        e.*,
        e.at_least is not null or e.at_most is not null as limited,
        e.value < e.at_least or e.value > e.at_most as broken
    from evaluation e
    join model m on m.model = e.model and m.production
    where e.of_group and e.of_serving and e.evaluated_at <= $now::timestamp
    qualify
        row_number() over (
            partition by e.model, e.metric, e.slice order by e.evaluated_at desc, e.source
        ) = 1
),
by_group as (
    select
        model,
        slice,
        count(*) filter (limited) as limits,
        arg_min(
            metric || ' of ' || slice || ' was ' || printf('%g', round(value, 4)) || ' on '
            || strftime(evaluated_at, '%Y-%m-%d') || ', the limit is ' || case
                when value < at_least then 'at least ' || printf('%g', at_least)
                else 'at most ' || printf('%g', at_most)
            end,
            metric
        ) filter (broken) as broken,
        min(fetched_at) as fetched_at,
        list(distinct source) as sources,
        min(tier) as tier
    from latest
    group by model, slice
),
by_model as (
    select
        model,
        count(*) as groups,
        sum(limits) as limits,
        min(slice) filter (limits = 0) as without,
        count(*) filter (limits = 0) as groups_without,
        arg_min(broken, slice) filter (broken is not null) as broken,
        min(fetched_at) as observed_at,
        list_sort(list_distinct(flatten(list(sources)))) as sources,
        min(tier) as tier
    from by_group
    group by model
)
select
    model,
    case when broken is not null then 0 when groups_without = 0 then 1 end::double as value,
    observed_at,
    sources,
    tier,
    case
        when broken is not null then broken
        when groups_without = 0
            then 'all limits are kept: ' || limits || ' on ' || groups
                || case groups when 1 then ' group' else ' groups' end
        else 'no limit is on record for '
            || case when groups_without = groups then 'any group' else without end
    end as detail
from by_model
