-- # One row: the share of AI spend, over the 30 days that end with the last landed day of cost,
-- # that sits on a model of the inventory whose owner is active; of several currencies the lowest.
-- # Spend whose owner is in no directory may go either way.
-- title = "AI spend with a named model and a live owner"
-- unit = "share"
-- needs = ["cost_daily", "ownership", "person"]
-- per = "organisation"
-- kind = "fact"
-- ttl_days = 35
with
last_day as (
    select max(day) as day from cost where day <= $now::date
),
owner_state as (
    select
        m.model,
        case
            when not (m.registered or m.declared) then 'no model'
            when o.model is null then case when m.owner_required then 'no owner' end
            when o.active is null then null
            when o.active and coalesce(o.left_on > $now::date, true) then 'live'
            else 'left'
        end as state
    from model m
    left join owner o on o.model = m.model and o.role = 'owner'
),
spend as (
    select
        c.currency,
        coalesce(s.state, case when c.model = '(unallocated)' then 'no model' else 'unknown' end)
            as state,
        c.effective_cost,
        c.fetched_at,
        c.source,
        c.tier,
        l.day
    from cost c
    cross join last_day l
    left join owner_state s using (model)
    where c.ai_scope and c.charge_category = 'Usage' and c.effective_cost > 0
        and c.day > l.day - interval 30 day and c.day <= l.day
),
shares as (
    select
        currency,
        coalesce(sum(effective_cost) filter (state = 'live'), 0) / sum(effective_cost) as live,
        coalesce(sum(effective_cost) filter (state in ('live', 'unknown')), 0)
            / sum(effective_cost) as perhaps_live,
        coalesce(sum(effective_cost) filter (state = 'left'), 0) / sum(effective_cost) as gone,
        coalesce(sum(effective_cost) filter (state = 'no owner'), 0) / sum(effective_cost)
            as unowned,
        coalesce(sum(effective_cost) filter (state = 'no model'), 0) / sum(effective_cost)
            as unallocated,
        coalesce(sum(effective_cost) filter (state = 'unknown'), 0) / sum(effective_cost)
            as unknown,
        least(min(fetched_at), any_value(day) + interval 1 day) as observed_at,
        list(distinct source) as sources,
        min(tier) as tier,
        any_value(day) as day
    from spend
    group by currency
),
lowest as (
    select
        min(live) as at_least,
        min(perhaps_live) as at_most,
        bool_and(unknown = 0) as known,
        min(observed_at) as observed_at,
        list_sort(list_distinct(flatten(list(sources)))) as sources,
        min(tier) as tier,
        count(*) as currencies,
        arg_min(
            {
                'currency': currency, 'live': live, 'gone': gone, 'unowned': unowned,
                'unallocated': unallocated, 'unknown': unknown, 'day': day
            },
            (live, currency)
        ) as worst
    from shares
)
select
    case when known then at_least end as value,
    case when not known then at_least end as low,
    case when not known then at_most end as high,
    observed_at,
    sources,
    tier,
    concat_ws(
        ', ',
        worst.currency || ': ' || printf('%.1f', 100 * worst.live) || ' % has a live owner',
        case when worst.unallocated > 0
            then printf('%.1f', 100 * worst.unallocated) || ' % no model' end,
        case when worst.unowned > 0 then printf('%.1f', 100 * worst.unowned) || ' % no owner' end,
        case when worst.gone > 0
            then printf('%.1f', 100 * worst.gone) || ' % an owner who left' end,
        case when worst.unknown > 0
            then printf('%.1f', 100 * worst.unknown) || ' % an owner who is not known' end
    )
    || '; 30 days to ' || strftime(worst.day, '%Y-%m-%d')
    || case when currencies > 1 then '; the lowest of ' || currencies || ' currencies' else '' end
        as detail
from lowest
where currencies > 0 and exists (select 1 from person)
