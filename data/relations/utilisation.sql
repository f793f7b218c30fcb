-- One row a model and day on which it was measured how much of what it holds is used, and currency:
-- what it used that day cost (its Usage charges in the AI scope), and the part that stood idle.
-- Without a charge on that day, currency and both costs are null.
with
measured as (
    select
        metric.model,
        metric.day,
        arg_min(metric.value, (trust.precedence, metric.label)) as percent,
        arg_min(metric.source, (trust.precedence, metric.label)) as source,
        arg_min(metric.tier, (trust.precedence, metric.label)) as tier,
        arg_min(metric.fetched_at, (trust.precedence, metric.label)) as fetched_at
    from metric
    join source_trust as trust on trust.source = metric.source
    where metric.metric = 'utilisation_percent' and metric.model <> '(unallocated)'
    group by metric.model, metric.day
),
charged as (
    select
        cost.model, cost.day, cost.currency, sum(cost.effective_cost) as effective_cost,
        -- A list of all is ten times dearer; who bills one model on one day is one or two.
        [min(cost.source), max(cost.source)] as sources,
        min(cost.tier) as tier,
        min(cost.fetched_at) as fetched_at
    from cost
    semi join measured using (model, day)
    where
        cost.ai_scope and cost.charge_category = 'Usage'
        and cost.correction is distinct from true
    group by cost.model, cost.day, cost.currency
    having sum(cost.effective_cost) > 0
)
select
    measured.model,
    measured.day,
    least(greatest(measured.percent, 0), 100) / 100 as used_share,
    charged.currency,
    charged.effective_cost,
    (charged.effective_cost::double * (1 - least(greatest(measured.percent, 0), 100) / 100))
        ::decimal(38, 12) as idle_cost,
    list_sort(
        list_distinct(list_concat([measured.source], coalesce(charged.sources, [])))
    ) as sources,
    least(measured.tier, charged.tier) as tier,
    least(measured.fetched_at, charged.fetched_at) as fetched_at
from measured
left join charged using (model, day)
