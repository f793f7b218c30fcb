-- # One row a production model released in the last 365 days: how many active people made two or
-- # more of these releases. Releases of actors in no directory may be of more people: one each for
-- # those who made one release, two each for anybody else.
-- title = "Active people who can release it"
-- unit = "people"
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
        count(*) filter (active and releases >= 2) as at_least,
        -- Behind a pipeline's account may stand several people.
        coalesce(sum(releases) filter (active is null), 0) as by_unknown,
        least(count(*) filter (active and releases = 1), by_unknown) as perhaps_second,
        perhaps_second + (by_unknown - perhaps_second) // 2 as perhaps_more,
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
    case when c.perhaps_more = 0 then c.at_least end::double as value,
    case when c.perhaps_more > 0 then c.at_least end::double as low,
    case when c.perhaps_more > 0 then c.at_least + c.perhaps_more end::double as high,
    o.observed_at,
    o.sources,
    o.tier,
    'releases in 365 days: ' || c.names as detail
from counted c
join origin o using (model)
