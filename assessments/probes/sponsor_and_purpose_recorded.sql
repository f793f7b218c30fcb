-- # One row a production model that says what it is for and who in the business signs it off. A
-- # model that does not say so is a gap, not a fact.
-- title = "Sponsor and purpose are written down"
-- unit = "yes or no"
-- needs = ["model"]
-- per = "model"
-- kind = "fact"
-- ttl_days = 30
-- attestable = true
with
card as (
    select model, fetched_at, source, tier
    from model_card
    where list_contains(sections, 'purpose')
)
select
    m.model,
    1::double as value,
    case when m.purpose is null then least(m.fetched_at, c.fetched_at) else m.fetched_at end
        as observed_at,
    case when m.purpose is null then list_sort(list_distinct(list_append(m.sources, c.source)))
        else m.sources end as sources,
    case when m.purpose is null then c.tier else 1 end as tier,
    'sponsor: ' || m.sponsor || '; purpose: ' || coalesce(m.purpose, 'in its card') as detail
from model m
left join card c using (model)
where m.production and m.sponsor is not null and (m.purpose is not null or c.model is not null)
