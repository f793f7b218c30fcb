-- # One row a production model whose results or input a monitor watches: days, at the reading,
-- # since the last value of the monitor that spoke last. One that is switched off counts only while
-- # no other is on, and only by its silence.
-- title = "Days since a monitor of its results or input spoke"
-- unit = "days"
-- needs = ["monitor"]
-- per = "model"
-- kind = "fact"
-- ttl_days = 7
-- attestable = true
-- ages = true
with
aged as (
    select *, date_diff('day', last_value_at, least(fetched_at, $now::timestamp)) as days
    from monitor
    where kind in ('quality', 'data', 'slice')
    qualify
        row_number() over (
            partition by model order by enabled desc, last_value_at desc nulls last, title, source
        ) = 1
)
select
    a.model,
    case when a.enabled or a.days > 7 then a.days end::double as value,
    a.fetched_at as observed_at,
    [a.source] as sources,
    a.tier,
    a.title || case
        when a.last_value_at is null then ' has no value on record'
        else ' had its last value on ' || strftime(a.last_value_at, '%Y-%m-%d')
    end || case when a.enabled then '' else ' and is switched off' end as detail
from aged a
join model m using (model)
where m.production
