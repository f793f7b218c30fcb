-- One row a charge of the money window in the AI scope (money.sql), or the part of it that is the
-- model's, largest first: of one model, or of all.
with
money_window as (
    select max(day) as last_day from cost where day <= $now::date
)
select
    c.model,
    c.day,
    c.service,
    c.resource,
    c.effective_cost,
    c.currency,
    c.charge_category,
    c.charges,
    c.file,
    c.provider,
    c.account,
    c.sku,
    c.method,
    c.rule,
    c.share,
    c.estimated,
    c.source,
    c.fetched_at,
    count(*) over () as total
from cost c, money_window w
where c.ai_scope and c.charge_category <> 'Tax'
    and c.day > w.last_day - interval 30 day and c.day <= w.last_day
    and ($model::varchar is null or c.model = $model)
order by c.effective_cost desc, c.day desc, c.service, c.resource, c.sku
limit $most
