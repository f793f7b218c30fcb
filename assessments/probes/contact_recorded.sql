-- # One row a production model that names whom to reach when it breaks, or that somebody is on call
-- # for. A model that names nobody is a gap, not a fact.
-- title = "A contact for trouble is recorded"
-- unit = "yes or no"
-- needs = ["model", "on_call"]
-- per = "model"
-- kind = "fact"
-- ttl_days = 30
-- attestable = true
with
on_duty as (
    select
        model,
        arg_max(coalesce(name, person_text), starts_at) as called,
        min(fetched_at) as fetched_at,
        list_sort(list(distinct source)) as sources,
        min(tier) as tier
    from on_call
    where starts_at <= least(fetched_at, $now::timestamp)
        and coalesce(ends_at > least(fetched_at, $now::timestamp), true)
    group by model
)
select
    m.model,
    1::double as value,
    case when m.contact is null then d.fetched_at else m.fetched_at end as observed_at,
    case when m.contact is null then d.sources else m.sources end as sources,
    case when m.contact is null then d.tier else 1 end as tier,
    case when m.contact is null then d.called || ' is on call' else 'contact: ' || m.contact end
        as detail
from model m
left join on_duty d using (model)
where m.production and (m.contact is not null or d.model is not null)
