-- # One row a production model with an explainer on record, an account of what drives its results:
-- # whether its link resolves. A link that could not be reached leaves it open, unless another one
-- # resolves.
-- title = "An account of what drives the model exists"
-- unit = "yes or no"
-- needs = ["document:explainer"]
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
where kind = 'explainer'
