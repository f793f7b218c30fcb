-- One row a production model: when the card that counts was last edited, of which version it is
-- where another one serves, and what each currency of the last closed month in twelve came
-- to: its cost, its plan (the forecast, else the budget), by what share of the cost it went over
-- that, and what a thousand predictions cost.
with
last_month as (
    select
        model,
        month,
        list(
            {
                'currency': currency, 'effective_cost': effective_cost, 'planned': planned,
                'variance': variance, 'unit_cost': unit_cost
            }
            order by currency
        ) as costs
    from model_month
    where month < date_trunc('month', $now::date)
        and month >= date_trunc('month', $now::date) - interval 12 month
    group by model, month
    qualify row_number() over (partition by model order by month desc) = 1
)
select
    m.model,
    coalesce(c.edited_at, c.approved_at) as card_edited_at,
    case when not c.of_serving then c.version end as card_of_other,
    l.month,
    coalesce(l.costs, []) as costs
from model m
left join model_card c using (model)
left join last_month l using (model)
where m.production
order by m.model
