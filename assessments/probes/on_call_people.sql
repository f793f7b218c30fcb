-- # One row a production model whose service somebody is on call for, or nobody at a source that
-- # pages people for other services: how many take turns; 0 while nobody is on call at the moment
-- # of the reading. Who takes turns is on call then, later, or was in the 30 days before; who has
-- # left answers no page, and who is in no directory may have. One person until further notice, or
-- # for two weeks on, is alone; where a single shift is known, it is not known who follows.
-- title = "People who take turns on call"
-- unit = "people"
-- needs = ["on_call"]
-- per = "model"
-- kind = "fact"
-- ttl_days = 7
-- attestable = true
with
shift as (
    select
        model,
        source,
        coalesce(person, lower(trim(person_text))) as who,
        coalesce(name, person_text) as called,
        starts_at,
        coalesce(ends_at, 'infinity'::timestamp) as ends_at,
        min(least(fetched_at, $now::timestamp)) over (partition by model) as moment,
        coalesce(left_on::timestamp <= moment, not active, false) as gone,
        person is not null and not gone as known,
        starts_at <= moment and coalesce(on_call.ends_at > moment, true) as on_duty,
        fetched_at,
        tier
    from on_call
),
turns as (
    select
        model,
        any_value(moment) as moment,
        coalesce(bool_or(on_duty) filter (not gone), false) as covered,
        coalesce(bool_or(on_duty) filter (known), false) as surely_covered,
        count(distinct who) filter (not gone and ends_at > moment - interval 30 day) as people,
        count(distinct who) filter (known and ends_at > moment - interval 30 day) as known_people,
        coalesce(max(ends_at) filter (not gone) >= any_value(moment) + interval 14 day, false)
            as far_known,
        string_agg(distinct called, ', ' order by called) filter (
            not gone and ends_at > moment - interval 30 day
        ) as names,
        coalesce(
            '; in no directory: ' || string_agg(distinct called, ', ' order by called) filter (
                not known and not gone and ends_at > moment - interval 30 day
            ),
            ''
        ) as unknown_called,
        any_value(called) filter (on_duty and gone) as gone_called,
        arg_max(called, ends_at) filter (ends_at <= moment) as last_called,
        max(ends_at) filter (ends_at <= moment) as last_until,
        min(fetched_at) as observed_at,
        list_sort(list(distinct source)) as sources,
        min(tier) as tier
    from shift
    group by model
),
paging as (
    select source, min(fetched_at) as fetched_at
    from shift
    where on_duty
    group by source
),
unpaged as (
    select
        s.model,
        min(coalesce(s.service_name, s.service)) as service,
        min(p.fetched_at) as observed_at,
        list_sort(list(distinct s.source)) as sources,
        min(s.tier) as tier
    from model_service s
    join paging p using (source)
    where s.model not in (select model from turns)
    group by s.model
),
told as (
    select
        model,
        people > 1 or far_known as counted,
        surely_covered and known_people = people as sure,
        case when not covered then 0 when counted and sure then people end as value,
        case
            when covered and not (counted and sure) then if(surely_covered, known_people, 0)
        end as low,
        case when covered and counted and not sure then people end as high,
        observed_at,
        sources,
        tier,
        case
            when covered and people > 1 then 'taking turns: ' || names || unknown_called
            when covered and far_known then names || ' is on call alone' || unknown_called
            when covered then names || ' is on call; who follows is not known'
            when gone_called is not null then gone_called || ' is on call and has left'
            else 'nobody is on call at ' || strftime(moment, '%Y-%m-%d %H:%M')
                || coalesce(
                    '; the last was ' || last_called || ' until '
                    || strftime(last_until, '%Y-%m-%d %H:%M'),
                    ''
                )
        end as detail
    from turns
    union all
    select
        model, false, false, 0, null, null, observed_at, sources, tier,
        'nobody is on call for ' || service
    from unpaged
)
select
    t.model,
    t.value::double as value,
    t.low::double as low,
    t.high::double as high,
    t.observed_at,
    t.sources,
    t.tier,
    t.detail
from told t
join model m using (model)
where m.production
