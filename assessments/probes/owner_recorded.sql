-- # One row a production model: whether an owner stands in some source. Without a system of record
-- # for owners, no owner is a gap in the data, not a fact.
-- title = "An owner is recorded"
-- unit = "yes or no"
-- needs = ["ownership"]
-- per = "model"
-- kind = "fact"
-- ttl_days = 7
-- attestable = true
with
owners as (
    select * from owner where role = 'owner'
)
select
    m.model,
    case when o.model is null then 0 else 1 end::double as value,
    coalesce(o.fetched_at, m.fetched_at) as observed_at,
    case when o.model is null then m.sources else [o.source] end as sources,
    coalesce(o.tier, 1) as tier,
    case when o.model is null then 'no owner is recorded in the system of record for owners'
        else 'owner: ' || coalesce(o.name, o.person_text) end as detail
from model m
left join owners o using (model)
where m.production and (o.model is not null or m.owner_required)
