-- One row a plan (budget or forecast) for one model and month, in one currency.
select
    model_name.model,
    budget.month,
    budget.kind,
    budget.amount,
    budget.currency,
    budget.source,
    trust.tier,
    budget.fetched_at
from landed.budget as budget
join model_name on model_name.name = budget.model
join source_trust as trust on trust.source = budget.source
