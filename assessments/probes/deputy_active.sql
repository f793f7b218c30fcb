-- # One row a production model: whether a deputy, someone else than the owner, is still active.
-- title = "A deputy is active"
-- unit = "yes or no"
-- needs = ["ownership", "person"]
-- per = "model"
-- kind = "fact"
-- ttl_days = 7
with
deputies as (
    select
        d.model,
        coalesce(d.name, d.person_text) as called,
        d.left_on,
        d.active and coalesce(d.left_on > $now::date, true) as still_active,
        case
            when o.model is null then false
            when lower(d.person_text) = lower(o.person_text) then true
            else d.person = o.person
        end as is_owner,
        least(d.fetched_at, p.fetched_at) as fetched_at,
        list_filter([d.source, p.source], lambda s: s is not null) as sources,
        least(d.tier, p.tier) as tier
    from owner d
    left join owner o on o.model = d.model and o.role = 'owner'
    left join person p on p.person = d.person
    where d.role = 'deputy'
)
select
    m.model,
    case
        when d.model is null or not d.still_active or d.is_owner then 0
        when d.still_active and not d.is_owner then 1
    end::double as value,
    coalesce(d.fetched_at, m.fetched_at) as observed_at,
    list_sort(list_distinct(coalesce(d.sources, m.sources))) as sources,
    coalesce(d.tier, 1) as tier,
    case
        when d.model is null then 'no deputy is recorded in the system of record for owners'
        when d.is_owner then d.called || ' is owner and deputy'
        when d.still_active is null then d.called || ' matches no single person in the directory'
        when d.still_active and d.is_owner is null
            then d.called || ' is active, but the owner matches no single person in the directory'
        when d.still_active then d.called || ' is active'
        when d.left_on is not null then d.called || ' left on ' || strftime(d.left_on, '%Y-%m-%d')
        else d.called || ' is no longer active'
    end as detail
from model m
left join deputies d using (model)
where m.production
    and (d.model is not null or m.owner_required)
    and exists (select 1 from person)
