-- # One row a production model of whose serving version the training data are recorded. A version
-- # that records none is a gap, not a fact.
-- title = "The serving version's training data are recorded"
-- unit = "yes or no"
-- needs = ["model_version", "assignment"]
-- per = "model"
-- kind = "fact"
-- ttl_days = 30
-- attestable = true
select
    s.model,
    1::double as value,
    v.fetched_at as observed_at,
    [v.source] as sources,
    v.tier,
    'version ' || s.version || ' was trained on ' || v.dataset as detail
from serving_now s
join model m on m.model = s.model and m.production
join version v on v.model = s.model and v.version = s.version
where v.dataset is not null
