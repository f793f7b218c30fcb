-- # One row a production model whose cost somebody planned: whether there is a budget or a forecast
-- # for the present month or a later one. A plan that ended before may have a successor elsewhere.
-- title = "A budget exists"
-- unit = "yes or no"
-- needs = ["budget"]
-- per = "model"
-- kind = "fact"
-- ttl_days = 45
with
plans as (
    select
        b.model,
        max(b.month) as last_month,
        arg_max(b.kind, (b.month, b.kind)) as kind,
        arg_max(b.amount, (b.month, b.kind)) as amount,
        arg_max(b.currency, (b.month, b.kind)) as currency,
        max(b.month) >= date_trunc('month', $now::date) as holds,
        min(b.fetched_at) as observed_at,
        list_sort(list(distinct b.source)) as sources,
        min(b.tier) as tier
    from budget b
    join model m using (model)
    where m.production and b.kind in ('budget', 'forecast')
    group by b.model
)
select
    model,
    case when holds then 1 end::double as value,
    observed_at,
    sources,
    tier,
    case when holds then 'the ' else 'the last plan on record is the ' end
    || kind || ' of ' || currency || ' ' || format('{:,}', amount::bigint) || ' for '
    || strftime(last_month, '%Y-%m') as detail
from plans
