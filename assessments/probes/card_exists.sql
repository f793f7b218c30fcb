-- # One row a production model with a model card on record: whether its link resolves. A link that
-- # could not be reached leaves it open, unless another one resolves.
-- title = "A model card exists"
-- unit = "yes or no"
-- needs = ["document:model_card"]
-- per = "model"
-- kind = "fact"
-- ttl_days = 30
select
    model,
    resolves::int::double as value,
    fetched_at as observed_at,
    sources,
    tier,
    why as detail
from document_link
where kind = 'model_card'
