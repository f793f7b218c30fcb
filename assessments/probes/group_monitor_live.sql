-- # One row a production model with monitors of groups: whether all of them ran when they were read,
-- # with a value of the seven days before. One that was silent settles it; one that never told a
-- # value leaves it open.
-- title = "Every group is watched while the model runs"
-- unit = "yes or no"
-- needs = ["monitor:slice"]
-- per = "model"
-- kind = "fact"
-- ttl_days = 7
with
watched as (
    select
        w.model,
        w.title,
        w.enabled,
        w.last_value_at,
        case
            when not w.enabled then false
            else w.last_value_at > least(w.fetched_at, $now::timestamp) - interval 7 day
        end as live,
        w.source,
        w.tier,
        w.fetched_at
    from monitor w
    join model m on m.model = w.model and m.production
    where w.kind = 'slice'
),
by_model as (
    select
        model,
        count(*) filter (enabled) as monitors,
        count(*) filter (live) as live_ones,
        arg_min(title, (last_value_at, title)) filter (enabled and not live) as silent,
        min(last_value_at) filter (enabled and not live) as silent_since,
        min(title) filter (live is null) as never_told,
        min(fetched_at) as observed_at,
        list_sort(list(distinct source)) as sources,
        min(tier) as tier
    from watched
    group by model
)
select
    model,
    case when silent is not null or monitors = 0 then 0 when live_ones = monitors then 1
    end::double as value,
    observed_at,
    sources,
    tier,
    case
        when monitors = 0 then 'every monitor of a group is switched off'
        when silent is not null
            then silent || ' had its last value on ' || strftime(silent_since, '%Y-%m-%d')
        when live_ones = monitors
            then monitors || case monitors when 1 then ' monitor of groups has'
                else ' monitors of groups have' end || ' a value of the 7 days before'
        else never_told || ' does not say when it last had a value'
    end as detail
from by_model
