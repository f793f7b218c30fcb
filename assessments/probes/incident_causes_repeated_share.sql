-- # One row a production model with three serious incidents or more in the last 365 days: the share
-- # of them whose cause had struck before in that time. One without a cause on record may go either
-- # way, and so may one whose severity nobody told.
-- title = "Serious incidents that repeat a cause"
-- unit = "share"
-- needs = ["incident"]
-- per = "model"
-- kind = "fact"
-- ttl_days = 30
with
lately as (
    select
        *,
        lower(trim(cause)) as same,
        count(*) over (
            partition by model, told, lower(trim(cause))
            order by opened_at, source, incident
            rows unbounded preceding
        ) as place
    from serious_incident
    where opened_at > $now::timestamp - interval 365 day and opened_at <= $now::timestamp
),
counted as (
    select
        model,
        count(*) filter (told) as incidents,
        count(*) filter (not told) as perhaps,
        count(*) filter (told and same is not null and place > 1) as repeats,
        -- The first of all has nothing to repeat.
        count(*) filter (told and same is null) - if(count(same) filter (told) = 0, 1, 0)
            as perhaps_repeats,
        arg_max(cause, (place, opened_at)) filter (told and same is not null and place > 1)
            as repeated,
        max(place) filter (told and same is not null and place > 1) as times,
        min(fetched_at) as observed_at,
        list_sort(list(distinct source)) as sources,
        min(tier) as tier
    from lately
    group by model
)
select
    model,
    case when incidents >= 3 and perhaps_repeats + perhaps = 0 then repeats / incidents end
        as value,
    case when incidents >= 3 and perhaps_repeats + perhaps > 0
        then repeats / (incidents + perhaps) end as low,
    case when incidents >= 3 and perhaps_repeats + perhaps > 0
        then (repeats + perhaps_repeats + perhaps) / (incidents + perhaps) end as high,
    observed_at,
    sources,
    tier,
    case
        when incidents < 3
            then 'only ' || incidents || case incidents when 1 then ' incident' else ' incidents'
                end || ' of severity 1 or 2 in 365 days: at least 3 are needed'
        else repeats || ' of ' || incidents || ' serious incidents repeat a cause'
            || case when repeated is null then ''
                else '; "' || repeated || '" struck ' || times || ' times' end
            || case when perhaps_repeats = 0 then ''
                else '; the cause of some is not on record' end
            || case when perhaps = 0 then ''
                else '; nobody told the severity of ' || perhaps || ' more' end
    end as detail
from counted
