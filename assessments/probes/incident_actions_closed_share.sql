-- # One row a production model with three actions or more that reviews of its incidents asked for in
-- # the last 365 days: the share that was closed within 90 days. One that is open, and not that old
-- # yet, may go either way.
-- title = "Actions after incidents that were closed within 90 days"
-- unit = "share"
-- needs = ["incident_action", "incident"]
-- per = "model"
-- kind = "fact"
-- ttl_days = 30
with
judged as (
    select
        *,
        case
            when closed_at <= opened_at + interval 90 day and closed_at <= $now::timestamp then true
            when opened_at <= $now::timestamp - interval 90 day then false
        end as in_time
    from incident_action
    where opened_at > $now::timestamp - interval 365 day and opened_at <= $now::timestamp
),
counted as (
    select
        j.model,
        count(*) as actions,
        count(*) filter (j.in_time) as good,
        count(*) filter (j.in_time is null) as waiting,
        arg_min(j.action, (j.opened_at, j.action)) filter (not j.in_time) as late_action,
        min(j.opened_at) filter (not j.in_time) as late_since,
        min(j.fetched_at) as observed_at,
        list_sort(list(distinct j.source)) as sources,
        min(j.tier) as tier
    from judged j
    join model m on m.model = j.model and m.production
    group by j.model
)
select
    model,
    case when actions >= 3 and waiting = 0 then good / actions end as value,
    case when actions >= 3 and waiting > 0 then good / actions end as low,
    case when actions >= 3 and waiting > 0 then (good + waiting) / actions end as high,
    observed_at,
    sources,
    tier,
    case
        when actions < 3
            then 'only ' || actions || case actions when 1 then ' action' else ' actions' end
                || ' in 365 days: at least 3 are needed'
        else good || ' of ' || actions || ' actions were closed within 90 days'
            || case when late_since is null then ''
                else '; ' || late_action || ' of ' || strftime(late_since, '%Y-%m-%d')
                    || ' was not' end
            || case when waiting = 0 then ''
                else '; ' || waiting || ' may still be' end
    end as detail
from counted
