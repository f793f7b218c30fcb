-- # One row a production model: whether its owner is a person of the directory who is still active.
-- title = "The owner is still active"
-- unit = "yes or no"
-- needs = ["ownership", "person"]
-- per = "model"
-- kind = "fact"
-- ttl_days = 7
with
owners as (
    select
        o.model,
        coalesce(o.name, o.person_text) as called,
        o.left_on,
        o.active and coalesce(o.left_on > $now::date, true) as still_active,
        least(o.fetched_at, p.fetched_at) as fetched_at,
        list_filter([o.source, p.source], lambda s: s is not null) as sources,
        least(o.tier, p.tier) as tier
    from owner o
    left join person p using (person)
    where o.role = 'owner'
)
select
    m.model,
    case
        when o.model is null or not o.still_active then 0
        when o.still_active then 1
    end::double as value,
    coalesce(o.fetched_at, m.fetched_at) as observed_at,
    list_sort(list_distinct(coalesce(o.sources, m.sources))) as sources,
    coalesce(o.tier, 1) as tier,
    case
        when o.model is null then 'no owner is recorded in the system of record for owners'
        when o.still_active then o.called || ' is active'
        when o.still_active is null then o.called || ' matches no single person in the directory'
        when o.left_on is not null then o.called || ' left on ' || strftime(o.left_on, '%Y-%m-%d')
        else o.called || ' is no longer active'
    end as detail
from model m
left join owners o using (model)
where m.production
    and (o.model is not null or m.owner_required)
    and exists (select 1 from person)
