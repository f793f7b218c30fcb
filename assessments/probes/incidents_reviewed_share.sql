-- # One row a production model with three serious incidents or more in the last 365 days: the share
-- # of them that was reviewed within 14 days of its end. One without a review on record may go
-- # either way, and so may one whose severity nobody told; a review that came later settles it.
-- title = "Serious incidents reviewed within 14 days"
-- unit = "share"
-- needs = ["incident"]
-- per = "model"
-- kind = "fact"
-- ttl_days = 30
with
judged as (
    select
        *,
        date_diff('day', coalesce(resolved_at, opened_at), reviewed_at) as days,
        reviewed_at <= coalesce(resolved_at, opened_at) + interval 14 day as in_time
    from (
        select
            * replace (if(reviewed_at <= $now::timestamp, reviewed_at, null) as reviewed_at)
        from serious_incident
    )
    where opened_at > $now::timestamp - interval 365 day and opened_at <= $now::timestamp
),
counted as (
    select
        model,
        count(*) filter (told) as incidents,
        count(*) filter (not told) as perhaps,
        count(*) filter (told and in_time) as good,
        count(*) filter (told and in_time is null) as unknown,
        count(*) filter (not told and in_time) as perhaps_good,
        count(*) filter (not told and in_time is null) as perhaps_unknown,
        arg_max(incident, days) filter (told and not in_time) as late_incident,
        max(days) filter (told and not in_time) as late_days,
        min(fetched_at) as observed_at,
        list_sort(list(distinct source)) as sources,
        min(tier) as tier
    from judged
    group by model
),
bounded as (
    select
        *,
        good / (incidents + perhaps - perhaps_good) as least_share,
        (good + unknown + perhaps_good + perhaps_unknown)
            / (incidents + perhaps_good + perhaps_unknown) as most_share,
        incidents >= 3 as enough
    from counted
)
select
    model,
    case when enough and least_share = most_share then least_share end as value,
    case when enough and least_share < most_share then least_share end as low,
    case when enough and least_share < most_share then most_share end as high,
    observed_at,
    sources,
    tier,
    case
        when not enough
            then 'only ' || incidents || case incidents when 1 then ' incident' else ' incidents'
                end || ' of severity 1 or 2 in 365 days: at least 3 are needed'
        else good || ' of ' || incidents || ' serious incidents were reviewed within 14 days'
            || case when late_days is null then ''
                else '; ' || late_incident || ' after ' || late_days || ' days' end
            || case when unknown = 0 then ''
                else '; no review is on record for ' || unknown || ' of them' end
            || case when perhaps = 0 then ''
                else '; nobody told the severity of ' || perhaps || ' more' end
    end as detail
from bounded
