-- # One row a production model whose overruled decisions were counted in the last 90 days: whether
-- # the count shows that they are recorded. None at all among a thousand decisions or more does not,
-- # nor does none where nobody counts the decisions.
-- title = "Overruled decisions are recorded"
-- unit = "yes or no"
-- needs = ["metric_daily:decisions_overruled"]
-- per = "model"
-- kind = "fact"
-- ttl_days = 14
with
counted as (
    select
        model,
        sum(overruled) as overruled,
        sum(served) as served,
        max(day) as last_day,
        count(*) as days,
        min(fetched_at) as fetched_at,
        list_sort(list_distinct(flatten(list(sources)))) as sources,
        min(tier) as tier
    from overrule
    where day > $now::date - 90 and day <= $now::date
    group by model
)
select
    model,
    case when overruled > 0 or served < 1000 then 1 end::double as value,
    least(fetched_at, last_day + interval 1 day) as observed_at,
    sources,
    tier,
    format('{:,}', overruled::bigint) || ' overruled' || case
        when served is null then ''
        else ' of ' || format('{:,}', served::bigint) || ' decisions'
    end || ' on ' || days || case days when 1 then ' day' else ' days' end || ' to '
    || strftime(last_day, '%Y-%m-%d') || case
        when overruled > 0 or served < 1000 then ''
        when served is null then '; nobody counts the decisions'
        else ': ask whether anybody can overrule it'
    end as detail
from counted
