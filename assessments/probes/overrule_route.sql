-- # One row a production model whose overruled decisions are counted: whether people overruled any
-- # in the last 365 days, which shows that they can. None at all in 90 days with a thousand decisions
-- # or more is no proof that they cannot; it is a reason to ask, and no statement stands in for it.
-- title = "People can overrule its decisions"
-- unit = "yes or no"
-- needs = ["metric_daily:decisions_overruled"]
-- per = "model"
-- kind = "fact"
-- ttl_days = 90
-- attestable = true
with
counted as (
    select
        model,
        sum(overruled) as overruled,
        max(day) filter (overruled > 0) as last_overruled,
        coalesce(sum(served) filter (day > $now::date - 90), 0) as served,
        count(*) filter (day > $now::date - 90) as days,
        max(day) as last_day,
        min(fetched_at) as fetched_at,
        list_sort(list_distinct(flatten(list(sources)))) as sources,
        min(tier) as tier
    from overrule
    where day > $now::date - 365 and day <= $now::date
    group by model
)
select
    model,
    case when overruled > 0 then 1 end::double as value,
    overruled = 0 as doubted,
    least(fetched_at, last_day + interval 1 day) as observed_at,
    sources,
    tier,
    case
        when overruled > 0
            then format('{:,}', overruled::bigint)
                || case overruled when 1 then ' decision was' else ' decisions were' end
                || ' overruled in 365 days, the last on ' || strftime(last_overruled, '%Y-%m-%d')
        else 'none of ' || format('{:,}', served::bigint)
            || ' decisions of the last 90 days was overruled: ask whether anybody can'
    end as detail
from counted
where overruled > 0 or served >= 1000
