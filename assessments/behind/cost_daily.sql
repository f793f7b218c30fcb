-- One row a charge, or the part of it that is the model's, latest first: of one model, or of all where none is named.
select
    model,
    day,
    service,
    resource,
    effective_cost,
    currency,
    charge_category,
    charges,
    file,
    provider,
    account,
    sku,
    method,
    rule,
    share,
    estimated,
    source,
    fetched_at,
    count(*) over () as total
from cost
where ($model::varchar is null or model = $model)
order by day desc, effective_cost desc, service, resource, sku
limit $most
