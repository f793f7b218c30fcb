-- # One row: the share of AI spend, over the 30 days that end with the last landed day of cost,
-- # that paid for models and endpoints without a request in these days; of several currencies the
-- # highest. What nobody counts requests for may be used or not.
-- title = "AI spend on what answered no request"
-- unit = "share"
-- needs = ["cost_daily", "metric_daily:requests_served"]
-- per = "organisation"
-- kind = "fact"
-- ttl_days = 35
with
shares as (
    select
        currency,
        any_value(day) as day,
        coalesce(sum(effective_cost) filter (state = 'unused'), 0) / sum(effective_cost)
            as at_least,
        coalesce(sum(effective_cost) filter (state <> 'used'), 0) / sum(effective_cost) as at_most,
        least(min(fetched_at), any_value(day) + interval 1 day) as observed_at,
        flatten(list(sources)) as sources,
        min(tier) as tier
    from spend_use
    group by currency
),
named as (
    select currency, string_agg(thing, ', ' order by effective_cost desc, thing) as names
    from (
        from spend_use
        where state = 'unused'
        qualify row_number() over (
            partition by currency order by effective_cost desc, thing
        ) <= 5
    )
    group by currency
),
highest as (
    select
        max(at_least) as low,
        max(at_most) as high,
        arg_max(currency, (at_least, currency)) as currency,
        count(*) as currencies,
        max(day) as day,
        min(observed_at) as observed_at,
        list_sort(list_distinct(flatten(list(sources)))) as sources,
        min(tier) as tier
    from shares
)
select
    case when h.low = h.high then h.low end::double as value,
    case when h.low < h.high then h.low end::double as low,
    case when h.low < h.high then h.high end::double as high,
    h.observed_at,
    h.sources,
    h.tier,
    concat_ws(
        '; ',
        h.currency || ': ' || printf('%.1f', 100 * h.low)
        || ' % of AI spend answered no request in the 30 days to '
        || strftime(h.day, '%Y-%m-%d') || coalesce(' (' || n.names || ')', ''),
        case when h.low < h.high
            then 'with what nobody counts, up to ' || printf('%.1f', 100 * h.high) || ' %' end,
        case when h.currencies > 1 then 'the highest of ' || h.currencies || ' currencies' end
    ) as detail
from highest h
left join named n using (currency)
where h.currencies > 0 and exists (select 1 from counted_use)
