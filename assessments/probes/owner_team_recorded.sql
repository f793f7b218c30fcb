-- # One row a production model that has a team, its own or its owner's.
-- title = "The owner's team is recorded"
-- unit = "yes or no"
-- needs = ["model"]
-- per = "model"
-- kind = "fact"
-- ttl_days = 30
-- attestable = true
with
owners as (
    select * from owner where role = 'owner' and team is not null
)
select
    m.model,
    1::double as value,
    case when m.team is null then o.fetched_at else m.fetched_at end as observed_at,
    case when m.team is null then [o.source] else m.sources end as sources,
    case when m.team is null then o.tier else 1 end as tier,
    'team: ' || coalesce(m.team, o.team) as detail
from model m
left join owners o using (model)
where m.production and coalesce(m.team, o.team) is not null
