-- # One row a production model: whether the version that serves was measured on any group. Where a
-- # source measured this version as a whole alone, and groups of another version, it was not.
-- title = "The serving version was measured by group"
-- unit = "yes or no"
-- needs = ["evaluation", "assignment"]
-- per = "model"
-- kind = "fact"
-- ttl_days = 30
with
by_source as (
    select
        e.model,
        any_value(e.serving) as serving,
        count(distinct e.slice) filter (e.of_group and e.of_serving) as groups,
        max(e.evaluated_at) filter (e.of_group and e.of_serving) as grouped_at,
        max(e.evaluated_at) filter (not e.of_group and e.of_serving) as whole_at,
        arg_max(e.version, e.evaluated_at) filter (e.of_group and not e.of_serving) as before,
        min(e.fetched_at) as observed_at,
        e.source,
        min(e.tier) as tier
    from evaluation e
    join model m on m.model = e.model and m.production
    where e.serving is not null and e.evaluated_at <= $now::timestamp
    group by e.model, e.source
)
select
    model,
    (groups > 0)::int::double as value,
    observed_at,
    [source] as sources,
    tier,
    case
        when groups > 0
            then 'version ' || serving || ' was measured on ' || groups
                || case groups when 1 then ' group' else ' groups' end || ' on '
                || strftime(grouped_at, '%Y-%m-%d')
        else 'version ' || serving || ' was measured on ' || strftime(whole_at, '%Y-%m-%d')
            || ' as a whole only; the last version measured by group is ' || before
    end as detail
from by_source
where groups > 0 or (whole_at is not null and before is not null)
qualify row_number() over (partition by model order by groups desc, source) = 1
