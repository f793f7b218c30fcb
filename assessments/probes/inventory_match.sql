-- # One row: the lower of two shares, of the endpoints that served a request in the last 30 days
-- # and of AI spend, that belong to a model of the inventory. An endpoint that nobody counts
-- # requests for may serve or not; while one of the two is not known, the other is the most that
-- # it can be.
-- title = "Serving endpoints and AI spend that are in the inventory"
-- unit = "share"
-- needs = ["identity", "cost_daily"]
-- per = "organisation"
-- kind = "fact"
-- ttl_days = 35
with
inventory as (
    select model from model where registered or declared
),
counted as (
    select
        label,
        any_value(model) as model,
        max(fetched_at) as fetched_at,
        any_value(source) as source,
        min(tier) as tier
    from metric
    where metric = 'requests_served' and value > 0
        and day > $now::date - 30 and day <= $now::date
    group by label
),
listed as (
    select coalesce(m.target, m.id) as label, m.model, i.fetched_at, i.source
    from match m
    join landed.identity i on i.source = m.source and i.external_id = m.id and i.kind = 'endpoint'
    where m.entity = 'identity'
    union all
    select slot, model, fetched_at, source
    from serving
    where production and until_latest is null and slot_kind in ('endpoint', 'environment')
    union all
    select target, model, fetched_at, source
    from release
    where target is not null and seen = 'deployment'
        and released_at > $now::timestamp - interval 365 day and released_at <= $now::timestamp
),
uncounted as (
    select
        label,
        bool_or(model in (select model from inventory)) as known,
        min(fetched_at) as fetched_at,
        any_value(source) as source
    from listed
    where label not in (select label from metric where metric = 'requests_served')
    group by label
),
served as (
    select label, model in (select model from inventory) as known, fetched_at, source
    from counted
    union all
    -- Where nobody counts requests, every endpoint in production is taken to serve.
    select label, known, fetched_at, source
    from uncounted
    where not exists (select 1 from counted)
),
endpoints as (
    select
        count(*) filter (known) as matched,
        count(*) as total,
        (
            select count(*) from uncounted where not known and exists (select 1 from counted)
        ) as perhaps_serving,
        min(fetched_at) as fetched_at,
        list(distinct source) as sources,
        string_agg(label, ', ' order by label) filter (not known) as strangers
    from served
),
last_day as (
    select max(day) as day from cost where day <= $now::date
),
spend as (
    select
        c.currency,
        sum(c.effective_cost) as total,
        coalesce(
            sum(c.effective_cost) filter (c.model in (select model from inventory)), 0
        ) as matched,
        least(min(c.fetched_at), any_value(l.day) + interval 1 day) as fetched_at,
        list(distinct c.source) as sources,
        min(c.tier) as tier
    from cost c, last_day l
    where c.ai_scope and c.charge_category = 'Usage' and c.effective_cost > 0
        and c.day > l.day - interval 30 day and c.day <= l.day
    group by c.currency
),
lowest_spend as (
    select
        min(matched / total)::double as share,
        arg_min(currency, matched / total) as currency,
        count(*) as currencies,
        min(fetched_at) as fetched_at,
        list_distinct(flatten(list(sources))) as sources,
        min(tier) as tier
    from spend
),
shares as (
    select
        e.*,
        s.share as spend_share,
        s.currency,
        s.currencies,
        matched / nullif(e.total + e.perhaps_serving, 0) as endpoint_low,
        matched / nullif(e.total, 0) as endpoint_high,
        least(e.fetched_at, s.fetched_at) as observed_at,
        list_sort(list_distinct(list_concat(coalesce(e.sources, []), coalesce(s.sources, []))))
            as all_sources,
        coalesce(s.tier, 1) as tier
    from endpoints e, lowest_spend s
),
bounds as (
    select
        *,
        case when endpoint_low is not null and spend_share is not null
            then least(endpoint_low, spend_share) end as at_least,
        least(endpoint_high, spend_share) as at_most
    from shares
)
select
    case when at_least = at_most then at_most end as value,
    case when at_least is distinct from at_most then at_least end as low,
    case when at_least is distinct from at_most then at_most end as high,
    observed_at,
    all_sources as sources,
    tier,
    concat_ws(
        '; ',
        case when total = 0 then 'no endpoint in production is known'
            else matched || ' of ' || total || ' serving endpoints are in the inventory' end,
        'not in it: ' || strangers,
        case when perhaps_serving > 0
            then perhaps_serving || ' more without a model, requests not counted' end,
        case when spend_share is null then 'no AI spend is known'
            else printf('%.1f', 100 * spend_share) || ' % of 30 days'' AI spend in ' || currency
                || ' is on models of the inventory' || case when currencies > 1
                    then ' (the lowest of ' || currencies || ' currencies)' else '' end end
    ) as detail
from bounds
where at_most is not null
