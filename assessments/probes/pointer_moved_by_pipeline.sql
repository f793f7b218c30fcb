-- # One row a production model whose production pointer was moved in the last 90 days: whether the
-- # pipeline's account moved it every time. That is an account in no directory which made an
-- # automatic release; one move by a person of the directory settles it.
-- title = "Only the pipeline moves the production pointer"
-- unit = "yes or no"
-- needs = ["assignment", "deployment", "person"]
-- per = "model"
-- kind = "fact"
-- ttl_days = 7
-- attestable = true
with
pipeline as (
    select distinct lower(trim(actor)) as account
    from release
    where seen = 'deployment' and automatic
        and lower(trim(actor)) not in (select login from person_login)
),
moved as (
    select
        v.model,
        v.slot,
        v.to_version,
        v.at_latest,
        coalesce(p.name, p.person) as called,
        p.person is not null as by_person,
        a.account is not null as by_pipeline,
        v.fetched_at,
        v.source,
        v.tier
    from move v
    join model m on m.model = v.model and m.production
    left join person_login l on l.login = lower(trim(v.actor))
    left join person p on p.person = l.person
    left join pipeline a on a.account = lower(trim(v.actor))
    where v.at_latest > $now::timestamp - interval 90 day and v.at_latest <= $now::timestamp
),
counted as (
    select
        model,
        count(*) as moves,
        count(*) filter (by_person) as by_people,
        bool_and(by_pipeline) as all_by_pipeline,
        arg_max(
            {
                'called': called,
                'slot': slot,
                'version': to_version,
                'day': strftime(at_latest, '%Y-%m-%d')
            },
            at_latest
        ) filter (by_person) as last_one,
        min(fetched_at) as observed_at,
        list_sort(list(distinct source)) as sources,
        min(tier) as tier
    from moved
    group by model
)
select
    model,
    case when by_people > 0 then 0 when all_by_pipeline then 1 end::double as value,
    observed_at,
    sources,
    tier,
    case
        when by_people > 0
            then last_one.called || ' moved ' || last_one.slot || ' to version '
                || last_one.version || ' on ' || last_one.day
        when all_by_pipeline
            then 'the pipeline made ' || moves || ' of ' || moves || ' moves in 90 days'
        else 'it is not known who made each move in 90 days'
    end as detail
from counted
where exists (select 1 from person)
