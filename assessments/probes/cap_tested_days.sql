-- # One row a production model with a tested cap: days since the test, of several caps the one that
-- # lies back longest. Where one of them has no test on record, it may lie back longer.
-- title = "Days since the cap was tested"
-- unit = "days"
-- needs = ["spend_limit"]
-- per = "model"
-- kind = "fact"
-- ttl_days = 30
-- attestable = true
-- ages = true
with
caps as (
    select
        l.model,
        max(date_diff('day', l.tested_at, $now::timestamp)) as days,
        arg_min(l.target, l.tested_at) as target,
        min(l.tested_at) as tested_at,
        count(*) filter (l.tested_at is null) as untested,
        min(l.fetched_at) as observed_at,
        list_sort(list(distinct l.source)) as sources,
        min(l.tier) as tier
    from spend_limit l
    join model m using (model)
    where m.production and l.kind = 'cap'
        and (l.tested_at is null or l.tested_at <= $now::timestamp)
    group by l.model
)
select
    model,
    case when untested = 0 then days end::double as value,
    case when untested > 0 then days end::double as low,
    observed_at,
    sources,
    tier,
    'the cap on ' || target || ' was tested on ' || strftime(tested_at, '%Y-%m-%d')
    || case when untested = 0 then '' else '; ' || untested || ' with no test on record' end
        as detail
from caps
where days is not null
