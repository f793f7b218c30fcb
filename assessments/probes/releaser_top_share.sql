-- # One row a production model released in the last 365 days: the largest part of these releases
-- # that one person made. The releases of actors in no directory may be that person's too.
-- title = "Largest part of the releases that one person made"
-- unit = "share"
-- needs = ["deployment", "person"]
-- per = "model"
-- kind = "fact"
-- ttl_days = 7
with
releases as (
    select
        r.model,
        r.released_at,
        r.actor,
        p.person,
        p.active and coalesce(p.left_on > $now::date, true) as active,
        p.left_on,
        coalesce(p.name, p.person, r.actor) as called,
        least(r.fetched_at, p.fetched_at) as fetched_at,
        list_filter([r.source, p.source], lambda s: s is not null) as sources,
        least(r.tier, p.tier) as tier
    from release r
    left join person_login l on l.login = lower(trim(r.actor))
    left join person p on p.person = l.person
    where r.released_at > $now::timestamp - interval 365 day and r.released_at <= $now::timestamp
        and r.model in (select model from model where production)
        and exists (select 1 from person)
),
people as (
    select
        model,
        any_value(called) as called,
        any_value(active) as active,
        any_value(left_on) as left_on,
        count(*) as releases
    from releases
    group by model, coalesce(person, lower(trim(actor)))
),
counted as (
    select
        model,
        sum(releases) as total,
        coalesce(sum(releases) filter (active is null), 0) as by_unknown,
        coalesce(max(releases) filter (active is not null), 0) as most_by_known,
        string_agg(
            coalesce(called, 'no actor recorded') || ' (' || releases || case
                when called is null then ''
                when active is null then ', in no directory'
                when active then ''
                when left_on is null then ', no longer active'
                else ', left on ' || strftime(left_on, '%Y-%m-%d')
            end || ')',
            ', ' order by releases desc, called
        ) as names
    from people
    group by model
),
origin as (
    select
        model,
        min(fetched_at) as observed_at,
        list_sort(list_distinct(flatten(list(sources)))) as sources,
        min(tier) as tier
    from releases
    group by model
)
select
    c.model,
    case when c.by_unknown = 0 then c.most_by_known / c.total end as value,
    case when c.by_unknown > 0 then c.most_by_known / c.total end as low,
    case when c.by_unknown > 0 then (c.most_by_known + c.by_unknown) / c.total end as high,
    o.observed_at,
    o.sources,
    o.tier,
    'releases in 365 days: ' || c.names as detail
from counted c
join origin o using (model)
