-- # One row a production model whose overrules are reviewed: the longest time without such a review,
-- # up to the reading, since the first of the last 120 days. Fewer than three reviews tell the least
-- # that it can be.
-- title = "Longest time between two reviews of its overrules"
-- unit = "days"
-- needs = ["review:oversight"]
-- per = "model"
-- kind = "fact"
-- ttl_days = 30
with
held as (
    select
        r.*,
        lead(r.reviewed_at) over (partition by r.model order by r.reviewed_at) as next_at,
        coalesce(next_at, least($now::timestamp, r.fetched_at)) as until
    from review r
    join model m on m.model = r.model and m.production
    where r.kind = 'oversight' and r.reviewed_at <= $now::timestamp
),
by_model as (
    select
        model,
        count(*) as reviews,
        max(date_diff('day', reviewed_at, until)) as gap,
        arg_max(reviewed_at, date_diff('day', reviewed_at, until)) as since,
        arg_max(until, date_diff('day', reviewed_at, until)) as until,
        min(fetched_at) as observed_at,
        list_sort(list(distinct source)) as sources,
        min(tier) as tier
    from held
    -- The last review on record counts, however old.
    where next_at is null or reviewed_at > $now::timestamp - interval 120 day
    group by model
)
select
    model,
    case when reviews >= 3 then gap end::double as value,
    case when reviews < 3 then gap end::double as low,
    observed_at,
    sources,
    tier,
    reviews || case reviews when 1 then ' review' else ' reviews' end || ' on record; none from '
    || strftime(since, '%Y-%m-%d') || ' to ' || strftime(until, '%Y-%m-%d') as detail
from by_model
