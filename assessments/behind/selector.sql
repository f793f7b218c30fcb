-- One row a declared rule: what it selects belongs to the model.
select
    named.model,
    selector.kind,
    selector.field,
    selector.value,
    selector.in_source,
    selector.share,
    selector.rule,
    selector.source,
    selector.fetched_at,
    count(*) over () as total
from landed.selector as selector
join named on named.text = selector.model
where ($model::varchar is null or named.model = $model)
order by named.model, selector.rule
limit $most
